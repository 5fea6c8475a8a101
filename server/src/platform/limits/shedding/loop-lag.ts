/**
 * How late the event loop comes round: what is ready, a request that has just arrived too, waits for so long until anybody
 * looks at it. Asked only while somebody comes, so that a process at rest sleeps.
 */
export type LoopLag = {
  /** Somebody has come. */
  look(now: number): void;
  /** @returns ms by which every round since this was asked last was late: the shortest */
  standing(now: number): number;
  /** As of a line. */
  judgeFrom(now: number): void;
};

/** How `done` is called a millisecond later, at the earliest: `setTimeout`. */
export type Later = (done: () => void) => unknown;

const everyMs = 10;
const soonestMs = 1;

export function createLoopLag(
  nowMs: () => number,
  later: Later = (done) => setTimeout(done, soonestMs).unref(),
): LoopLag {
  let nextAt = 0;
  let dueAt: number | undefined;
  let shortest = Number.POSITIVE_INFINITY;

  const come = (): void => {
    const now = nowMs();
    if (dueAt !== undefined) shortest = Math.min(shortest, Math.max(0, now - dueAt));
    dueAt = undefined;
    nextAt = now + everyMs;
  };
  return {
    look(now) {
      if (dueAt !== undefined || now < nextAt) return;
      dueAt = now + soonestMs;
      later(come);
    },
    standing(now) {
      const late = dueAt === undefined ? 0 : Math.max(0, now - dueAt);
      const found = Number.isFinite(shortest) ? shortest : late;
      shortest = Number.POSITIVE_INFINITY;
      return found;
    },
    judgeFrom() {
      // a round that is under way now ends soon, and is worth as much as the next
      shortest = Number.POSITIVE_INFINITY;
    },
  };
}
