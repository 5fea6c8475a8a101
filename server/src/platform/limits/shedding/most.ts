/**
 * How many requests may be under way at once: pure arithmetic, asked five times a second.
 *
 * Nobody is counted while nobody has to wait (`Infinity`). When a queue stands, the number falls to what would have waited
 * about as long as is bearable: waiting is proportional to how many are under way. When it does not, it grows again, and ends
 * where it is not needed.
 *
 * What lost: the gradient of answer times (Netflix) takes a batch of 1,000 orders beside reads for overload, since it compares
 * whole requests of whatever kind; processor time says nothing of a database that is slow, and 100 % of it is no harm.
 */

/** So long everybody may wait for a turn. A list by 32 busy clients waits 30 ms, a placement by 64 waits 50. */
export const bearableMs = 100;
/** Never fewer: so many are answered soon by whatever still moves, and without any nothing would be learned. */
export const fewest = 64;

export type Seen = {
  /** What everybody waited; undefined where it is not known yet what the number of now does. */
  waitedMs: number | undefined;
  /** The most that were under way at once. */
  peak: number;
  /** Whether anybody was turned away. */
  turnedAway: boolean;
};

/** @param most that were let in so far */
export function nextMost(most: number, { waitedMs, peak, turnedAway }: Seen): number {
  if (waitedMs === undefined) return most;
  if (waitedMs > bearableMs) {
    const share = Math.max(1 / 4, bearableMs / waitedMs);
    return Math.max(fewest, Math.floor(Math.min(most, peak) * share));
  }
  if (!turnedAway && peak < most / 2) return Number.POSITIVE_INFINITY;
  return Math.ceil(most * (waitedMs < bearableMs / 2 ? 1.25 : 1.05));
}
