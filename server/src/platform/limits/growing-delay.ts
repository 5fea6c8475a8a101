/**
 * How long somebody who keeps failing has to wait: pure arithmetic.
 *
 * `free` failures cost nothing; each one after doubles the wait, from one second up to `mostSeconds`, counted from
 * the last failure. Failures are forgotten one after the other, `free` of them in an hour: whoever guesses on and on
 * is therefore held to `free` guesses an hour, and whoever stops is as good as new after a few. Nobody ever waits
 * longer than `mostSeconds`, so there is no lock, neither by the house nor by a stranger who wants one.
 *
 * What lost: exponential fading (a half-life) forgets half of a high count in the time of one long wait, so that a
 * patient guesser is soon free again; a fixed window forgets everything at once, at a time that can be waited for.
 */

/** One count: what is counted (`kind`), for whom (`text`), and how patient it is. */
export type AttemptKey = {
  /** Such as `sign_in_account`. The same text under two kinds is two counts. */
  kind: string;
  /** An address, a range, an e-mail. Never kept in clear. */
  text: string;
  /** Failures in an hour that cost nothing; at least 1. */
  free: number;
  /** The longest wait, in seconds; at least 1. */
  mostSeconds: number;
};

/** One failure is forgotten in this time. */
export function fadeSeconds({ free }: AttemptKey): number {
  return 3_600 / free;
}

/** More failures than this are not counted: the wait would not grow, and only the forgetting take longer. */
export function mostFailures({ free, mostSeconds }: AttemptKey): number {
  return free + 1 + Math.ceil(Math.log2(mostSeconds));
}

/**
 * @param failures those remembered at the last one, that one included
 * @returns seconds to wait, counted from the last failure; 0 when there is no need to
 */
export function waitSeconds(key: AttemptKey, failures: number): number {
  const tooMany = Math.ceil(failures - key.free);
  return tooMany <= 0 ? 0 : Math.min(key.mostSeconds, 2 ** (tooMany - 1));
}
