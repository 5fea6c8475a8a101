/**
 * Runs jobs of one verb in one transaction: claims, the deed, reading back, and the trail (facts, audit rows,
 * idempotency records) in one statement that leaves together with the commit.
 */

import { actorText, type Context } from "#platform/access";
import { type AuditEntry, takeChanges } from "#platform/audit";
import { type Database, type Statement, sql, type Tx } from "#platform/db";
import { type Fact, takeFacts } from "#platform/events";
import { claim, type IdempotencyRecord } from "#platform/idempotency";
import { etagOf, type Found, type Reads, type Resource } from "#platform/resource";
import type { KeyRing } from "#platform/secrets";
import { type Action, type Ending, isRefused, type Made } from "./define-action.ts";
import { atItem } from "./fault-problem.ts";
import { type Answer, type Job, type Outcome, statusOf } from "./job.ts";

export type Means = { database: Database; reads: Reads; keyRing: KeyRing; committed: () => void };

type Options = { rollback?: boolean; lockTimeoutMs?: number };

const sealing = "idempotency answer";

/**
 * @param jobs of one organization and scope; several only for a verb in set form.
 * @returns one outcome per job, in order.
 * @throws when nothing happened: a problem, or an unexpected failure.
 */
export async function runJobs(
  means: Means,
  action: Action,
  jobs: Job[],
  options: Options = {},
): Promise<Outcome[]> {
  const [first] = jobs;
  if (first === undefined) return [];
  const prepared = await Promise.all(
    jobs.map(({ context, inputs }) => Promise.all(inputs.map((input) => action.prepare(context, input)))),
  );
  let news = false;
  const outcomes = await means.database.transaction(
    first.context,
    async (tx) => {
      const settled = await settleClaims(means, tx, jobs);
      const fresh = jobs.filter((_, i) => settled[i] === undefined);
      const made = await performJobs(
        means,
        action,
        tx,
        fresh,
        fresh.map((job) => prepared[jobs.indexOf(job)] ?? []),
      );

      const facts = takeFacts(tx);
      const entries = made.flatMap(({ entries }) => entries);
      const records = options.rollback ? [] : made.flatMap(({ record }) => record ?? []);
      if (facts.length + entries.length + records.length > 0) {
        tx.later(trailStatement(first.context.organizationId, facts, entries, records));
        news = facts.length > 0;
      }
      let next = 0;
      return jobs.map((_, i): Outcome => settled[i] ?? made[next++]?.outcome ?? unreachable());
    },
    options,
  );
  if (news && !options.rollback) means.committed();
  return outcomes;
}

/** What an idempotency record or a running rival answers already; undefined for jobs that must be done. */
async function settleClaims({ keyRing }: Means, tx: Tx, jobs: Job[]): Promise<(Outcome | undefined)[]> {
  const claims = jobs.flatMap(({ context, claim, dryRun }) =>
    claim === undefined || dryRun ? [] : [{ context, ...claim }],
  );
  if (claims.length === 0) return jobs.map(() => undefined);
  const verdicts = await claim(tx, claims);
  let next = 0;
  return jobs.map((job) => {
    if (job.claim === undefined || job.dryRun) return undefined;
    const verdict = verdicts[next++];
    if (verdict === undefined || "fresh" in verdict) return undefined;
    if ("refused" in verdict) return verdict;
    const { status, body, location, etag, sealed } = verdict.replay;
    const clear = sealed && body !== null ? keyRing.open(sealing, body) : body;
    return { answer: { status, body: clear, location, etag, replayed: true } };
  });
}

type Performed = { outcome: Outcome; entries: AuditEntry[]; record: IdempotencyRecord | undefined };

async function performJobs(
  means: Means,
  action: Action,
  tx: Tx,
  jobs: Job[],
  prepared: unknown[][],
): Promise<Performed[]> {
  if (jobs.length === 0) return [];
  const endings = await action.many(
    jobs.flatMap(({ context, inputs }) => inputs.map(() => context)),
    tx,
    jobs.flatMap(({ inputs }) => inputs),
    prepared.flat(),
  );
  const found = await readBack(means.reads, action, tx, jobs, endings);

  let at = 0;
  return jobs.map((job): Performed => {
    const own = endings.slice(at, at + job.inputs.length);
    at += job.inputs.length;
    const made: Made[] = [];
    for (const [i, ending] of own.entries()) {
      if (!isRefused(ending)) made.push(ending);
      else if (job.batch)
        throw atItem(ending.refused, i); // all or nothing: the whole batch is undone
      else return { outcome: ending, entries: refusalEntries(action, job, tx), record: undefined };
    }
    const answer = answerOf(action, job, made, found);
    return {
      outcome: { answer },
      entries: made
        .flatMap((ending) => subjects(ending))
        .map((id) => entry(action, job.context, tx, id, found.get(id ?? "")?.version ?? null)),
      record: recordOf(means.keyRing, action, job, answer),
    };
  });
}

/** A deed that ends by `refuse` wanted to be remembered; a verdict of a set form wrote nothing and is not. */
function refusalEntries(action: Action, job: Job, tx: Tx): AuditEntry[] {
  return action.kind === "one" ? [entry(action, job.context, tx, null, null)] : [];
}

/** The objects that the deed made or changed, in the words of the ordinary read. */
async function readBack(
  reads: Reads,
  action: Action,
  tx: Tx,
  jobs: Job[],
  endings: Ending[],
): Promise<Map<string, Found>> {
  const resource = resourceOf(action);
  const [job] = jobs;
  if (resource === undefined || job === undefined || action.status === 204) return new Map();
  const ids = endings
    .flatMap((ending) => (isRefused(ending) ? [] : subjects(ending)))
    .filter((id) => id !== null);
  if (ids.length === 0) return new Map();
  // members of a lane may hold different permissions: each group is read with its own
  const groups = new Map(jobs.map(({ context }) => [context.permissions, context]));
  const rows = await Promise.all(
    [...groups.values()].map((context) => tx.query<Found>(reads.getMany(context, resource, ids))),
  );
  return new Map(rows.flat().map((row) => [row.id, row]));
}

function answerOf(action: Action, { batch }: Job, made: Made[], found: Map<string, Found>): Answer {
  const status = statusOf(action, batch);
  if (status === 204) return { status, body: null, location: null, etag: null, replayed: false };
  const resource = resourceOf(action);
  if (resource === undefined) {
    const bodies = made.map((ending) =>
      JSON.stringify(typeof ending === "object" && "answer" in ending ? ending.answer : ending),
    );
    return {
      status,
      body: batch ? `{"data":[${bodies.join(",")}]}` : (bodies[0] ?? null),
      location: null,
      etag: null,
      replayed: false,
    };
  }
  const objects = made.flatMap(subjects).map((id) => found.get(id ?? "") ?? unreachable());
  const [object] = objects;
  if (batch || object === undefined) {
    return {
      status,
      body: `{"data":[${objects.map(({ body }) => body).join(",")}]}`,
      location: null,
      etag: null,
      replayed: false,
    };
  }
  const [shown] = made;
  const body =
    typeof shown === "object" && "answer" in shown ? withSecret(object.body, shown.answer) : object.body;
  const location = status === 201 && resource.path !== undefined ? `/v1/${resource.path}/${object.id}` : null;
  return { status, body, location, etag: etagOf(object), replayed: false };
}

/** Adds what is shown once (an API key) to the object's own JSON. */
function withSecret(body: string, shown: object): string {
  return `${body.slice(0, -1)},${JSON.stringify(shown).slice(1)}`;
}

function subjects(ending: Made): (string | null)[] {
  if (typeof ending === "string") return [ending];
  return Array.isArray(ending) ? ending : [ending.id ?? null];
}

function entry(
  action: Action,
  context: Context,
  tx: Tx,
  id: string | null,
  version: number | null,
): AuditEntry {
  return {
    actor: actorText(context.actor),
    action: action.name,
    subject_type: action.subject ?? resourceOf(action)?.name ?? action.name.split(".")[0] ?? action.name,
    subject_id: id,
    subject_version: version,
    changes: id === null ? "{}" : takeChanges(tx, id),
    request_id: context.requestId,
    door: context.door,
    address: context.address,
  };
}

function recordOf(
  keyRing: KeyRing,
  action: Action,
  { context, claim, dryRun }: Job,
  answer: Answer,
): IdempotencyRecord | undefined {
  if (claim === undefined || dryRun) return undefined;
  const sealed = action.secret === true && answer.body !== null;
  const body = sealed && answer.body !== null ? keyRing.seal(sealing, answer.body) : answer.body;
  const { status, location, etag } = answer;
  return { actor: actorText(context.actor), ...claim, status, location, etag, body, sealed };
}

export function resourceOf({ output }: Action): Resource | undefined {
  return output !== undefined && "fields" in output && "table" in output ? (output as Resource) : undefined;
}

function trailStatement(
  organizationId: string,
  facts: Fact[],
  entries: AuditEntry[],
  records: IdempotencyRecord[],
): Statement {
  return sql`
    with facts as (
      insert into plinth.outbox (organization_id, type, subject_type, subject_id, subject_version, actor, data)
      select ${organizationId}::uuid, x.type, x.subject_type, x.subject_id, x.subject_version, x.actor, x.data
        from json_to_recordset(${JSON.stringify(facts)}::json)
             as x(type text, subject_type text, subject_id uuid, subject_version int, actor text, data text)
    ), records as (
      insert into plinth.idempotency_records (organization_id, actor, key, fingerprint, status, location, etag, body, sealed)
      select ${organizationId}::uuid, x.actor, x.key, x.fingerprint, x.status, x.location, x.etag, x.body, x.sealed
        from json_to_recordset(${JSON.stringify(records)}::json)
             as x(actor text, key text, fingerprint text, status int, location text, etag text, body text, sealed boolean)
    )
    insert into plinth.audit_entries (organization_id, actor, action, subject_type, subject_id, subject_version, changes, request_id, door, address)
    select ${organizationId}::uuid, x.actor, x.action, x.subject_type, x.subject_id, x.subject_version, x.changes, x.request_id, x.door, x.address
      from json_to_recordset(${JSON.stringify(entries)}::json)
           as x(actor text, action text, subject_type text, subject_id uuid, subject_version int, changes text, request_id text, door text, address text)`;
}

function unreachable(): never {
  throw new Error("a deed answered the id of an object that it did not write, or fewer endings than wishes");
}
