/** A fact: declared with its subject and what it carries, emitted inside the deed's transaction. */
import { actorText, type Context } from "#platform/access";
import type { Tx } from "#platform/db";

export type EventKind = { type: string; subject: string; describe: string; data: Record<string, string> };

export type Fact = {
  type: string;
  subject_type: string;
  subject_id: string;
  subject_version: number;
  actor: string;
  data: string;
  /** Absent: it is found by the object. */
  scope_id?: string;
};

/** `scopeId` where the object is gone, so that nobody can ask it whose it was. */
type Subject = { id: string; version: number; scopeId?: string | undefined };

export type DefinedEvent<Data extends object> = EventKind & {
  /**
   * Remembers the fact; it is written with the audit row, after the last write of the deed.
   * @param context whose deed it is: in a set form every wish has its own.
   */
  emit(tx: Tx, context: Context, subject: Subject, data: Data): void;
};

const kinds = new Map<string, EventKind>();
const pending = new WeakMap<Tx, Fact[]>();

/**
 * @param kind `data` describes each key that the event carries: ids and names of changed fields, never
 * values that a role may not see.
 * @throws when the type is declared twice or is not `noun.past_tense`.
 */
export function defineEvent<Data extends object = Record<string, never>>(
  kind: EventKind,
): DefinedEvent<Data> {
  if (!/^[a-z_]+\.[a-z_]+$/.test(kind.type))
    throw new Error(`the event type "${kind.type}" is not of the form noun.happened`);
  if (kinds.has(kind.type)) throw new Error(`the event type "${kind.type}" is declared twice`);
  kinds.set(kind.type, kind);
  return {
    ...kind,
    emit(tx, context, { id, version, scopeId }, data) {
      const facts = pending.get(tx) ?? [];
      pending.set(tx, facts);
      facts.push({
        type: kind.type,
        subject_type: kind.subject,
        subject_id: id,
        subject_version: version,
        actor: actorText(context.actor),
        data: JSON.stringify(data),
        ...(scopeId === undefined ? {} : { scope_id: scopeId }),
      });
    },
  };
}

/** Takes the facts that the deed has emitted so far, in order. */
export function takeFacts(tx: Tx): Fact[] {
  const facts = pending.get(tx) ?? [];
  pending.delete(tx);
  return facts;
}

/** Every declared event, sorted by type. */
export function eventKinds(): EventKind[] {
  return [...kinds.values()].sort((a, b) => (a.type < b.type ? -1 : 1));
}
