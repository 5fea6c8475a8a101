/**
 * Runs calls of one verb in one transaction: claims, the deed, reading back, and the trail (facts, audit rows,
 * idempotency records) in one statement that leaves together with the commit.
 */
import { actorText, type Context, isSameScope } from "#platform/access";
import { takeFurther } from "#platform/audit";
import type { Database, Tx } from "#platform/db";
import { takeFacts } from "#platform/events";
import { claim, type IdempotencyRecord, viewOf } from "#platform/idempotency";
import { etagOf, type Found, type Reads } from "#platform/resource";
import { refuseSameHuman } from "./apart.ts";
import { type AuditEntry, entryOf, refusalEntries, trailStatement } from "./audit-entries.ts";
import { type Answer, type Call, type Outcome, statusOf, wishOf } from "./call.ts";
import {
  type Action,
  type Audience,
  type Ending,
  isRefused,
  type Made,
  resourceOf,
} from "./define-action.ts";
import { atItem } from "./fault-problem.ts";
import { forgetsCallers } from "./forgetting.ts";
import { type ReadBack, readBack, subjectsOf } from "./read-back.ts";
import { replay } from "./replay.ts";
import type { Services } from "./services.ts";

export type Means = {
  database: Database;
  reads: Reads;
  services: Services;
  /** Called after a commit that may have brought facts, or mails. */
  committed: (by: Audience) => void;
  /** Called after a commit that made wrong what is remembered of callers; the answer waits for it. */
  forgotten: () => Promise<void>;
};

/** A call for an organization. */
export type OrganizationCall = Call & { context: Context };

export type RunOptions = { rollback?: boolean; lockTimeoutMs?: number };

/** What idempotent answers that show a secret are sealed for. */
export const sealing = "idempotency answer";

/**
 * @param calls of one organization and scope; several only for a verb in set form.
 * @returns one outcome per call, in order.
 * @throws when nothing happened: a problem, or an unexpected failure.
 */
export async function runCalls(
  means: Means,
  action: Action,
  calls: OrganizationCall[],
  options: RunOptions = {},
): Promise<Outcome[]> {
  const [first] = calls;
  if (first === undefined) return [];
  requireOneView(calls, first.context);
  let news = false;
  let forgotten = false;
  const outcomes = await means.database.transaction(
    first.context,
    async (tx) => {
      const settled = await settleClaims(means, action, tx, calls);
      const fresh = calls.filter((_, i) => settled[i] === undefined);
      const performed = await perform(means, action, tx, fresh);

      const facts = takeFacts(tx);
      const entries = [...performed.flatMap((one) => one.entries), ...takeFurther(tx)];
      const records = options.rollback ? [] : performed.flatMap(({ record }) => record ?? []);
      if (facts.length + entries.length + records.length > 0) {
        tx.later(trailStatement(first.context.organizationId, facts, entries, records));
        news = facts.length > 0;
      }
      forgotten = forgetsCallers(tx);
      let next = 0;
      return calls.map((_, i): Outcome => settled[i] ?? performed[next++]?.outcome ?? tooFew());
    },
    options,
  );
  if (news && !options.rollback) means.committed(action.audience);
  if (forgotten && !options.rollback) await means.forgotten();
  return outcomes;
}

/** The transaction has one context: nobody's wish is done with what somebody else may see. */
function requireOneView(calls: OrganizationCall[], { organizationId, scope }: Context): void {
  const same = calls.every(
    ({ context }) => context.organizationId === organizationId && isSameScope(context.scope, scope),
  );
  if (!same) throw new Error("calls of several organizations or scopes in one transaction");
}

/** What an idempotency record or a running rival answers already; undefined for calls that must be done. */
export async function settleClaims(
  means: Means,
  action: Action,
  tx: Tx,
  calls: OrganizationCall[],
): Promise<(Outcome | undefined)[]> {
  const claimed = calls.flatMap((call) =>
    call.claim === undefined || call.dryRun ? [] : [{ call, claim: call.claim }],
  );
  if (claimed.length === 0) return calls.map(() => undefined);
  const verdicts = await claim(
    tx,
    claimed.map(({ call, claim }) => ({ context: call.context, ...claim })),
  );
  const settled = new Map<OrganizationCall, Outcome>();
  for (const [i, { call }] of claimed.entries()) {
    const verdict = verdicts[i];
    if (verdict === undefined || "fresh" in verdict) continue;
    settled.set(call, "refused" in verdict ? verdict : await replay(means, action, tx, call, verdict.replay));
  }
  return calls.map((call) => settled.get(call));
}

type Performed = { outcome: Outcome; entries: AuditEntry[]; record: IdempotencyRecord | undefined };

async function perform(
  means: Means,
  action: Action,
  tx: Tx,
  calls: OrganizationCall[],
): Promise<Performed[]> {
  if (calls.length === 0) return [];
  const endings = await action.many(
    calls.flatMap(({ context, inputs }) => inputs.map(() => context)),
    tx,
    calls.flatMap(({ inputs }) => inputs.map(wishOf)),
    calls.flatMap(({ inputs, prepared }) => prepared ?? inputs.map(() => undefined)),
  );
  await keepApart(action, tx, calls, endings);
  const left = [...endings];
  const groups = calls.map((call) => ({ call, endings: left.splice(0, call.inputs.length) }));
  const found = await readBack(means.reads, action, tx, groups);
  return groups.map(({ call, endings: own }) => settle(means, action, tx, call, own, found));
}

/** What was refused already is not refused again: it did nothing. */
export async function keepApart(
  action: Action,
  tx: Tx,
  calls: OrganizationCall[],
  endings: Ending[],
): Promise<void> {
  if (action.apart === undefined) return;
  const wishes = calls.flatMap(({ context, inputs }) => inputs.map(({ id }) => ({ context, id })));
  for (const [i, { context, id }] of wishes.entries()) {
    const ending = endings[i];
    if (ending !== undefined && !isRefused(ending)) await refuseSameHuman(action, tx, context, id);
  }
}

function settle(
  { services }: Means,
  action: Action,
  tx: Tx,
  call: OrganizationCall,
  endings: Ending[],
  found: ReadBack,
): Performed {
  const made: Made[] = [];
  for (const [i, ending] of endings.entries()) {
    if (!isRefused(ending)) made.push(ending);
    // all or nothing: the whole batch is undone
    else if (call.batch) throw atItem(ending.refused, i);
    else return { outcome: ending, entries: refusalEntries(action, call.context, tx), record: undefined };
  }
  if (made.length !== call.inputs.length) tooFew();
  const ids = made.flatMap(subjectsOf);
  const objects = found.of(call.context, ids);
  const answer = answerOf(action, call, made, objects);
  const record = recordOf(services.keyRing, action, call, answer, ids);
  return {
    outcome: { answer },
    entries: ids.map((id, i) => entryOf(action, call.context, tx, id, objects[i], versionOf(made[i]))),
    record,
  };
}

export function answerOf(action: Action, { batch }: Call, made: Made[], objects: Found[]): Answer {
  const status = statusOf(action, batch);
  const nothing: Answer = { status, body: null, location: null, etag: null, replayed: false };
  if (status === 204) return nothing;
  const resource = resourceOf(action);
  const shown = made.map((ending) =>
    typeof ending === "object" && "answer" in ending ? ending.answer : undefined,
  );
  if (resource === undefined) {
    const bodies = shown.map((answer) => JSON.stringify(answer ?? {}));
    const [body = null] = bodies;
    const version = versionOf(made[0]);
    const etag = batch || body === null || version === null ? null : etagOf({ version, body });
    return { ...nothing, body: batch ? listOf(bodies) : body, etag };
  }
  const [object] = objects;
  if (batch || object === undefined) return { ...nothing, body: listOf(objects.map(({ body }) => body)) };
  const location = status === 201 && resource.path !== undefined ? `/v1/${resource.path}/${object.id}` : null;
  return { ...nothing, body: withShown(object.body, shown[0]), location, etag: etagOf(object) };
}

/** Of an answer that is no resource and has versions all the same. */
function versionOf(ending: Made | undefined): number | null {
  return typeof ending === "object" && "answer" in ending ? (ending.version ?? null) : null;
}

const listOf = (bodies: string[]) => `{"data":[${bodies.join(",")}]}`;

/** Adds what is shown once (an API key) to the object's own JSON. */
function withShown(body: string, shown: object | undefined): string {
  return shown === undefined ? body : `${body.slice(0, -1)},${JSON.stringify(shown).slice(1)}`;
}

export function recordOf(
  keyRing: Services["keyRing"],
  action: Action,
  { context, claim, dryRun }: Call,
  answer: Answer,
  ids: (string | null)[],
): IdempotencyRecord | undefined {
  if (claim === undefined || dryRun) return undefined;
  const secret = action.shows !== undefined || action.audience !== "organization";
  const sealed = secret && answer.body !== null;
  return {
    actor: actorText(context.actor),
    ...claim,
    status: answer.status,
    location: answer.location,
    etag: answer.etag,
    body: sealed && answer.body !== null ? keyRing.seal(sealing, answer.body) : answer.body,
    sealed,
    view: viewOf(context),
    subjects: ids.filter((id) => id !== null),
  };
}

function tooFew(): never {
  throw new Error("a set answered fewer endings than wishes");
}
