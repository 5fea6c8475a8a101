/** What a deed changed of an object, field by field, until it is written with the deed's audit row. */
import type { PersonTx, Tx } from "#platform/db";

export type Change =
  | { before?: unknown; after?: unknown }
  /** A secret: it is told that it changed, and its value is kept nowhere. */
  | { masked: true }
  | PersonalChange;

/** About a person: the trail gets digests, and the values stand where they can be erased. */
export type PersonalChange = { masked: true; personal: { before: unknown; after: unknown } };

export type Changes = Record<string, Change>;

type Noted = { changes: Changes; version: number | undefined };

const noted = new WeakMap<Tx | PersonTx, Map<string, Noted>>();

/**
 * Remembers what a deed changed of an object; it is written with the deed's audit row. Where the verb answers the
 * object, what it reads back is the value after.
 * @param version of an object that is gone, or that the verb does not answer
 */
export function noteChanges(tx: Tx | PersonTx, subjectId: string, changes: Changes, version?: number): void {
  const bySubject = noted.get(tx) ?? new Map<string, Noted>();
  noted.set(tx, bySubject);
  const before = bySubject.get(subjectId);
  bySubject.set(subjectId, {
    changes: { ...before?.changes, ...changes },
    version: version ?? before?.version,
  });
}

/** What was noted of an object in this deed. */
export function notedOf(tx: Tx | PersonTx, subjectId: string): Noted {
  return noted.get(tx)?.get(subjectId) ?? { changes: {}, version: undefined };
}

/** A change of something about a person. */
export function personal(before: unknown, after: unknown): PersonalChange {
  return { masked: true, personal: { before, after } };
}

/**
 * Field by field, before and after, of what `after` names and only where it differs; nothing and null are the same.
 * @param about the fields that are about a person
 */
export function changesBetween(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  about: ReadonlySet<string>,
): Changes {
  const changes: Changes = {};
  for (const name of Object.keys(after)) {
    const [was, is] = [before[name] ?? null, after[name] ?? null];
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    changes[name] = about.has(name) ? personal(was, is) : { before: was, after: is };
  }
  return changes;
}
