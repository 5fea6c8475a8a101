/** The trail of a call: its audit rows, written together with its facts and its idempotency record. */
import { type AnyContext, actorText } from "#platform/access";
import { type AuditEntry, takeChanges } from "#platform/audit";
import { type PersonTx, type Statement, sql, type Tx } from "#platform/db";
import type { Fact } from "#platform/events";
import type { IdempotencyRecord } from "#platform/idempotency";
import { type Action, type Ending, isRefused, resourceOf } from "./define-action.ts";

export type { AuditEntry };

export function entryOf(
  action: Action,
  context: AnyContext,
  tx: Tx,
  id: string | null,
  version: number | null,
): AuditEntry {
  return {
    actor: actorText(context.actor),
    action: action.name,
    subject_type: subjectTypeOf(action),
    subject_id: id,
    subject_version: version,
    changes: id === null ? "{}" : takeChanges(tx, id),
    request_id: context.requestId,
    door: context.door,
    address: context.address,
  };
}

function subjectTypeOf(action: Action): string {
  return action.subject ?? resourceOf(action)?.name ?? action.name.split(".")[0] ?? action.name;
}

/** A deed that ends by `refuse` wanted to be remembered; a verdict of a set form wrote nothing and is not. */
export function refusalEntries(action: Action, context: AnyContext, tx: Tx): AuditEntry[] {
  return action.kind === "one" ? [entryOf(action, context, tx, null, null)] : [];
}

/** One statement for all three, sent together with the commit. */
export function trailStatement(
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
      insert into plinth.idempotency_records (organization_id, actor, key, fingerprint, status, location, etag, body, sealed, view, subjects)
      select ${organizationId}::uuid, x.actor, x.key, x.fingerprint, x.status, x.location, x.etag, x.body, x.sealed, x.view, x.subjects
        from json_to_recordset(${JSON.stringify(records)}::json)
             as x(actor text, key text, fingerprint text, status int, location text, etag text, body text, sealed boolean,
                  view text, subjects uuid[])
    )
    insert into plinth.audit_entries (organization_id, actor, action, subject_type, subject_id, subject_version, changes, request_id, door, address)
    select ${organizationId}::uuid, x.actor, x.action, x.subject_type, x.subject_id, x.subject_version, x.changes, x.request_id, x.door, x.address
      from json_to_recordset(${JSON.stringify(entries)}::json)
           as x(actor text, action text, subject_type text, subject_id uuid, subject_version int, changes text,
                request_id text, door text, address text)`;
}

/** What a human did for themselves, or what was tried in their name, with how it ended. */
export function personalTrail(action: Action, tx: PersonTx, userId: string, ending: Ending): Statement {
  const { actor, requestId, door, address, device } = tx.context;
  const refused = isRefused(ending);
  const made = refused || typeof ending === "string" || Array.isArray(ending) ? undefined : ending;
  const subjectId = made?.id ?? null;
  return sql`
    insert into plinth.user_audit_entries (user_id, actor, action, outcome, subject_type, subject_id, changes, request_id, door, address, user_agent)
    values (${userId}, ${actorText(actor)}, ${action.name}, ${refused ? ending.refused.kind.code : "done"}, ${subjectTypeOf(action)}, ${subjectId},
            ${takeChanges(tx, subjectId ?? userId)}, ${requestId}, ${door}, ${address}, ${device.userAgent?.slice(0, 400) ?? null})`;
}

/** The idempotency record of a human's deed. */
export function personalRecord(userId: string, record: IdempotencyRecord): Statement {
  return sql`
    insert into plinth.user_idempotency_records (user_id, actor, key, fingerprint, status, location, etag, body, sealed, view, subjects)
    values (${userId}, ${record.actor}, ${record.key}, ${record.fingerprint}, ${record.status}, ${record.location}, ${record.etag},
            ${record.body}, ${record.sealed}, ${record.view}, ${record.subjects})`;
}
