/** The trail of a call: its audit rows, written together with its facts and its idempotency record. */
import { type AnyContext, actorText } from "#platform/access";
import { type AuditEntry, entryFor, maskedChanges, notedOf } from "#platform/audit";
import { type PersonTx, Statement, sql, type Tx } from "#platform/db";
import type { Fact } from "#platform/events";
import type { IdempotencyRecord } from "#platform/idempotency";
import { concernsText, type Found } from "#platform/resource";
import { changesOf } from "./changes-of.ts";
import { type Action, type Ending, isRefused, resourceOf } from "./define-action.ts";

export type { AuditEntry };

/** @param found the object as the verb answers it, if it does @param version of an answer that is no object */
export function entryOf(
  action: Action,
  context: AnyContext,
  tx: Tx,
  id: string | null,
  found?: Found,
  version: number | null = null,
): AuditEntry {
  const about = { action: action.name, subject_type: subjectTypeOf(action), subject_id: id };
  if (id === null) return entryFor(context, { ...about, subject_version: null });
  const noted = notedOf(tx, id);
  const told = found === undefined ? noted.changes : changesOf(action, found, noted.changes);
  return entryFor(context, { ...about, subject_version: found?.version ?? noted.version ?? version }, told);
}

/** The noun that a verb's entries are about. */
export function subjectTypeOf(action: Action): string {
  return resourceOf(action)?.name ?? action.subject ?? action.name.split(".")[0] ?? action.name;
}

/** A deed that ends by `refuse` wanted to be remembered; a verdict of a set form wrote nothing and is not. */
export function refusalEntries(action: Action, context: AnyContext, tx: Tx): AuditEntry[] {
  return action.kind === "one" ? [entryOf(action, context, tx, null)] : [];
}

/**
 * One statement for all three, sent together with the commit. Entries with values about somebody take another one: hot
 * verbs are about nobody. Both texts are constant, so that
 * both are prepared.
 */
export function trailStatement(
  organizationId: string,
  facts: Fact[],
  entries: AuditEntry[],
  records: IdempotencyRecord[],
): Statement {
  const personal = entries.some(({ values }) => values !== undefined);
  const values = [organizationId, ...[facts, records, entries].map((rows) => JSON.stringify(rows))];
  texts ??= textsFor(concernsText());
  return personal
    ? new Statement(texts.personal, values, "leave a personal trail")
    : new Statement(texts.usual, values, "leave a trail");
}

let texts: { usual: string; personal: string } | undefined;

/** @param concerns whom a fact concerns: constant, since everything is declared before anything is done */
function textsFor(concerns: string) {
  return {
    usual: trailText(factsAndRecords(concerns)),
    personal: personalTrailText(factsAndRecords(concerns)),
  };
}

const factsAndRecords = (concerns: string) => `
  facts as (
    insert into plinth.outbox (organization_id, type, subject_type, subject_id, subject_version, actor, data,
                               scope_id, user_id, shared)
    select $1::uuid, x.type, x.subject_type, x.subject_id, x.subject_version, x.actor, x.data,
           ${concerns}
      from json_to_recordset($2::json)
           as x(type text, subject_type text, subject_id uuid, subject_version int, actor text, data text, scope_id uuid)
  ), records as (
    insert into plinth.idempotency_records (organization_id, actor, key, fingerprint, status, location, etag, body, sealed, view, subjects)
    select $1::uuid, x.actor, x.key, x.fingerprint, x.status, x.location, x.etag, x.body, x.sealed, x.view, x.subjects
      from json_to_recordset($3::json)
           as x(actor text, key text, fingerprint text, status int, location text, etag text, body text, sealed boolean,
                view text, subjects uuid[])
  )`;

const entryColumns =
  "actor, on_behalf_of, people, action, subject_type, subject_id, subject_version, changes, request_id, door, address";

const entryRows = `json_to_recordset($4::json)
      as x(actor text, on_behalf_of uuid, people uuid[], action text, subject_type text, subject_id uuid,
           subject_version int, changes text, request_id text, door text, address text, "values" json)`;

const trailText = (first: string) => `
  with ${first}
  insert into plinth.audit_entries (organization_id, ${entryColumns})
  select $1::uuid, ${entryColumns}
    from ${entryRows}`;

/** The same, with the values that the entries have digests of: the ids in front of both inserts bring them together. */
const personalTrailText = (first: string) => `
  with ${first}, entries as materialized (
    select uuidv7() as id, x.*
      from ${entryRows}
  ), written as (
    insert into plinth.audit_entries (organization_id, id, ${entryColumns})
    select $1::uuid, id, ${entryColumns}
      from entries
  )
  insert into plinth.audit_values (organization_id, entry_id, field, subject_id, salt, before, after)
  select $1::uuid, x.id, v.field, x.subject_id, decode(v.salt, 'hex'), v.before, v.after
    from entries x, json_to_recordset(coalesce(x."values", '[]')) v(field text, salt text, before text, after text)`;

/** What a human did for themselves, or what was tried in their name, with how it ended. */
export function personalTrail(action: Action, tx: PersonTx, userId: string, ending: Ending): Statement {
  const { actor, requestId, door, address, device } = tx.context;
  const refused = isRefused(ending);
  const made = refused || typeof ending === "string" || Array.isArray(ending) ? undefined : ending;
  const subjectId = made?.id ?? null;
  return sql`
    insert into plinth.user_audit_entries (user_id, actor, action, outcome, subject_type, subject_id, changes, request_id, door, address, user_agent)
    values (${userId}, ${actorText(actor)}, ${action.name}, ${refused ? ending.refused.kind.code : "done"}, ${subjectTypeOf(action)}, ${subjectId},
            ${maskedChanges(notedOf(tx, subjectId ?? userId).changes)}, ${requestId}, ${door}, ${address}, ${device.userAgent?.slice(0, 400) ?? null})`;
}

/** The idempotency record of a human's deed. */
export function personalRecord(userId: string, record: IdempotencyRecord): Statement {
  return sql`
    insert into plinth.user_idempotency_records (user_id, actor, key, fingerprint, status, location, etag, body, sealed, view, subjects)
    values (${userId}, ${record.actor}, ${record.key}, ${record.fingerprint}, ${record.status}, ${record.location}, ${record.etag},
            ${record.body}, ${record.sealed}, ${record.view}, ${record.subjects})`;
}
