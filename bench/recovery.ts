/**
 * When an overload is over for those who come later.
 *
 * Not when the last slow answer was given: on a shared machine one of a thousand is slow at any time. Watched until then, placements
 * "recovered" after 4.9 s where there had been no overload at all, and after a quarter of a second where there had.
 */
export type Answered = {
  /** When it should have been asked. */
  dueAt: number;
  ms: number;
  kind: "right" | "turned away" | "wrong";
};

/** As soon as on any quiet day, on a machine that is shared. */
const soonMs = 100;
const soonShare = 0.9;
const wellForMs = 500;
const stepMs = 50;

/**
 * @returns ms from `overAt` until half a second begins in which nobody is turned away, and nine of ten have their right answer
 * within 100 ms; undefined where there is none
 */
export function recovery(ended: readonly Answered[], overAt: number): number | undefined {
  const after = ended.filter(({ dueAt }) => dueAt >= overAt);
  const last = after.reduce((latest, { dueAt }) => Math.max(latest, dueAt), overAt);
  for (let from = overAt; from + wellForMs <= last; from += stepMs) {
    const those = after.filter(({ dueAt }) => dueAt >= from && dueAt < from + wellForMs);
    const soon = those.filter(({ kind, ms }) => kind === "right" && ms <= soonMs).length;
    const right = those.every(({ kind }) => kind === "right");
    if (right && those.length > 0 && soon >= soonShare * those.length) return from - overAt;
  }
  return undefined;
}
