/**
 * How long those who want one thing wait for their turn, judged as CoDel judges a queue (RFC 8289): by the **shortest** wait
 * of an interval. A burst makes long waits and works itself off, so that somebody soon waits for nothing; only where even the
 * luckiest has waited does a queue stand.
 */
import type { Line } from "#platform/db";

export type WatchedLine = Line & {
  /** @returns ms that everybody has waited since this was asked last: the shortest wait; 0 where somebody had none */
  standing(): number;
  /** What was seen is of another time. */
  forget(): void;
};

/**
 * @param atOnce how many are served at the same time and have joined all the same; 0: whoever is served has left
 * @param nowMs a steady clock
 */
export function createLine(atOnce: number, nowMs: () => number): WatchedLine {
  let inside = 0;
  let movedAt = 0;
  let shortest = Number.POSITIVE_INFINITY;

  return {
    join() {
      const now = nowMs();
      if (++inside === atOnce + 1) movedAt = now;
      return now;
    },
    turn(joinedAt, turnAt) {
      const now = nowMs();
      inside--;
      movedAt = now;
      const waited = (turnAt ?? now) - joinedAt;
      if (waited < shortest) shortest = waited;
      return now;
    },
    standing() {
      // where nobody had a turn, whoever is next waits at least since the last one
      const stuck = inside > atOnce ? nowMs() - movedAt : 0;
      const found = Math.max(0, Number.isFinite(shortest) ? shortest : stuck);
      shortest = Number.POSITIVE_INFINITY;
      return found;
    },
    forget() {
      shortest = Number.POSITIVE_INFINITY;
    },
  };
}
