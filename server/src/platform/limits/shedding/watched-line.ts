/**
 * How long those who want one thing wait for their turn, judged as CoDel judges a queue (RFC 8289): by the **shortest** wait
 * of an interval. A burst makes long waits and works itself off, so that somebody soon waits for nothing; only where even the
 * luckiest has waited does a queue stand.
 */
import type { Line } from "#platform/db";

export type WatchedLine = Line & {
  /**
   * @returns ms that everybody has waited since this was asked last: the shortest wait, 0 where nobody waits; undefined where
   * only those had a turn who came before `judgeFrom`, and others wait
   */
  standing(): number | undefined;
  /** Another number is let in from now on: what those wait who came before says nothing of it. */
  judgeFrom(now: number): void;
};

/**
 * @param atOnce how many are served at the same time and have joined all the same; 0: whoever is served has left
 * @param nowMs a steady clock
 */
export function createLine(atOnce: number, nowMs: () => number): WatchedLine {
  let inside = 0;
  let movedAt = 0;
  let moved = false;
  let judgedFrom = 0;
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
      moved = true;
      const waited = (turnAt ?? now) - joinedAt;
      if (waited < shortest && joinedAt >= judgedFrom) shortest = waited;
      return now;
    },
    standing() {
      const found = Math.max(0, shortest);
      const movedSince = moved;
      moved = false;
      shortest = Number.POSITIVE_INFINITY;
      if (Number.isFinite(found)) return found;
      if (inside <= atOnce) return 0;
      // where nobody had a turn, whoever is next has waited at least since the last one
      return movedSince ? undefined : nowMs() - movedAt;
    },
    judgeFrom(now) {
      judgedFrom = now;
      shortest = Number.POSITIVE_INFINITY;
    },
  };
}
