/** A row of the trail: who did what to which object, on whose behalf, how it was asked. */
import { type AnyContext, actorText, type Context } from "#platform/access";
import type { Tx } from "#platform/db";
import { type Changes, notedOf } from "./changes.ts";
import { type PersonalValue, writtenChanges } from "./personal-values.ts";

/** A row for `plinth.audit_entries`; `changes` is JSON text. */
export type AuditEntry = {
  actor: string;
  /** The human who answers for a program's deed; null where the actor is that human, or there is none. */
  on_behalf_of: string | null;
  /** The users who hold the credential. */
  people: readonly string[];
  action: string;
  subject_type: string;
  subject_id: string | null;
  subject_version: number | null;
  changes: string;
  request_id: string;
  door: string;
  address: string | null;
  /** What `changes` has digests of. */
  values?: PersonalValue[] | undefined;
};

/** What was done to an object. */
export type Deed = { action: string; subject: { type: string; id: string; version: number } };

type Subject = Pick<AuditEntry, "action" | "subject_type" | "subject_id" | "subject_version">;

/** @param changes of the subject; nothing is told of no subject */
export function entryFor(context: AnyContext, subject: Subject, changes: Changes = {}): AuditEntry {
  const { requestId, door, address } = context;
  return {
    ...subject,
    ...doerOf(context),
    ...writtenChanges(changes),
    request_id: requestId,
    door,
    address,
  };
}

const further = new WeakMap<Tx, { context: Context; deed: Deed }[]>();

/**
 * Remembers what a verb did besides its own subject, such as an invitation that is void because its maker left: it
 * gets a row of its own. What changed of the object is noted as everywhere.
 * @param context whose deed it is: in a set form every wish has its own
 */
export function noteDeed(context: Context, tx: Tx, deed: Deed): void {
  further.set(tx, [...(further.get(tx) ?? []), { context, deed }]);
}

/** Takes the rows of what was done besides. */
export function takeFurther(tx: Tx): AuditEntry[] {
  const deeds = further.get(tx) ?? [];
  further.delete(tx);
  return deeds.map(({ context, deed }) => entryOfDeed(context, tx, deed));
}

export function entryOfDeed(context: Context, tx: Tx, { action, subject }: Deed): AuditEntry {
  const { type, id, version } = subject;
  const about = { action, subject_type: type, subject_id: id, subject_version: version };
  return entryFor(context, about, notedOf(tx, id).changes);
}

function doerOf(context: AnyContext): Pick<AuditEntry, "actor" | "on_behalf_of" | "people"> {
  const { actor } = context;
  if (context.organizationId === null) return { actor: actorText(actor), on_behalf_of: null, people: [] };
  const { responsibleUserId, people } = context;
  return {
    actor: actorText(actor),
    on_behalf_of: responsibleUserId === actor.id ? null : responsibleUserId,
    people,
  };
}
