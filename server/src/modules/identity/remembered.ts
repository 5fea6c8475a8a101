/** What a process remembers of callers, and what makes it forget. Pure but for its memory. */
import { LRUCache } from "lru-cache";
import type { AnyContext } from "#platform/access";
import type { Credential } from "#platform/doors/rest";
import { countCache } from "#platform/telemetry";

/** A credential that was looked up. */
export type Known = {
  /** A revocation of any of these makes it unknown: the key or session, its user, its service account. */
  subjects: string[];
  /** Not to be remembered: it may be worth more in a moment. */
  fleeting?: boolean;
  /** What it is worth for this request. @throws 401 when it has run out, 403 for an organization that is not theirs. */
  contextOf(credential: Credential): AnyContext;
};

/** A row that says: forget what you remember of the subject. */
export type Revocation = { id: string; subject_id: string };

export type Remembered = {
  get(digest: string): Known | undefined;
  /** @param began when the look-up began, by `turn()`: what it may have read before a revocation is not kept */
  keep(digest: string, known: Known, began: number): void;
  turn(): number;
  /** Forgets whatever a revocation concerns that was not among those of the last time. */
  learn(revocations: readonly Revocation[]): void;
  forgetAll(): void;
};

const most = 10_000;
/** Shorter than the window of revocations that is polled: a revocation that was missed runs out by itself. */
const forMs = 60_000;

export function createRemembered(): Remembered {
  const callers = new LRUCache<string, Known>({ max: most, ttl: forMs });
  const count = countCache("callers", () => callers.size);
  let turn = 0;
  let clearedAt = 0;
  /** In which turn a revocation was met first, and the last of these turns for every subject. */
  let metAt = new Map<string, number>();
  let subjectMetAt = new Map<string, number>();

  return {
    get(digest) {
      const known = callers.get(digest);
      if (known === undefined) count.misses++;
      else count.hits++;
      return known;
    },
    keep(digest, known, began) {
      const stale = known.subjects.some((subject) => (subjectMetAt.get(subject) ?? 0) > began);
      if (!stale && !known.fleeting && began >= clearedAt) callers.set(digest, known);
    },
    turn: () => turn,
    learn(revocations) {
      turn++;
      const before = metAt;
      metAt = new Map(revocations.map(({ id }) => [id, before.get(id) ?? turn]));
      subjectMetAt = new Map();
      for (const { id, subject_id } of revocations) {
        const latest = Math.max(subjectMetAt.get(subject_id) ?? 0, metAt.get(id) ?? 0);
        subjectMetAt.set(subject_id, latest);
      }
      const isNew = (subject: string) => subjectMetAt.get(subject) === turn;
      if (![...metAt.values()].includes(turn)) return;
      for (const [digest, known] of callers.entries()) if (known.subjects.some(isNew)) callers.delete(digest);
    },
    forgetAll() {
      clearedAt = ++turn;
      callers.clear();
    },
  };
}
