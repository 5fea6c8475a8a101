import type { PersonTx, Tx } from "#platform/db";

/** A row for `plinth.audit_entries`; `changes` is JSON text. */
export type AuditEntry = {
  actor: string;
  action: string;
  subject_type: string;
  subject_id: string | null;
  subject_version: number | null;
  changes: string;
  request_id: string;
  door: string;
  address: string | null;
};

export type Changes = Record<string, { before?: unknown; after?: unknown } | { masked: true }>;

const noted = new WeakMap<Tx | PersonTx, Map<string, Changes>>();

/** Remembers what a deed changed of an object; it is written with the deed's audit row. */
export function noteChanges(tx: Tx | PersonTx, subjectId: string, changes: Changes): void {
  const bySubject = noted.get(tx) ?? new Map<string, Changes>();
  noted.set(tx, bySubject);
  bySubject.set(subjectId, { ...bySubject.get(subjectId), ...changes });
}

/** The noted changes of an object, as JSON text. */
export function takeChanges(tx: Tx | PersonTx, subjectId: string): string {
  return JSON.stringify(noted.get(tx)?.get(subjectId) ?? {});
}

/**
 * Field by field, before and after. Values of fields in `masked` (personal or secret) never reach the trail:
 * it only says that they changed.
 */
export function changesBetween(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  masked: ReadonlySet<string>,
): Changes {
  const changes: Changes = {};
  for (const name of Object.keys(after)) {
    if (JSON.stringify(before[name]) === JSON.stringify(after[name])) continue;
    changes[name] = masked.has(name)
      ? { masked: true }
      : { before: before[name] ?? null, after: after[name] ?? null };
  }
  return changes;
}
