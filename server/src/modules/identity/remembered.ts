/** What a process remembers of callers, and what makes it forget. Pure but for its memory. */
import { LRUCache } from "lru-cache";
import type { AnyContext } from "#platform/access";
import type { Credential } from "#platform/doors/rest";

/** A credential that was looked up. */
export type Known = {
  /** A revocation of any of these makes it unknown: the key or session, its user, its service account. */
  subjects: string[];
  /** What it is worth for this request. @throws 401 when it has run out, 403 for an organization that is not theirs. */
  contextOf(credential: Credential): AnyContext;
};

export type Remembered = {
  get(digest: string): Known | undefined;
  /** @param began when the look-up began, by `turn()`: what was read before a revocation came in is not kept */
  keep(digest: string, known: Known, began: number): void;
  turn(): number;
  forget(subjects: ReadonlySet<string>): void;
  forgetAll(): void;
};

const most = 10_000;
/** Shorter than the window of revocations that is polled: a revocation that was missed runs out by itself. */
const forMs = 60_000;

export function createRemembered(): Remembered {
  const callers = new LRUCache<string, Known>({ max: most, ttl: forMs });
  let turn = 0;
  return {
    get: (digest) => callers.get(digest),
    keep(digest, known, began) {
      if (began === turn) callers.set(digest, known);
    },
    turn: () => turn,
    forget(subjects) {
      for (const [digest, known] of callers.entries())
        if (known.subjects.some((subject) => subjects.has(subject))) callers.delete(digest);
    },
    forgetAll() {
      turn++;
      callers.clear();
    },
  };
}
