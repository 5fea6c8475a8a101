/** When a call is made again by itself. Pure. */

export type RetryRules = {
  /** How often a call is made at most. */
  attempts: number;
  /** Before the second attempt; it doubles, and a random part of it is left out. */
  firstWaitMs: number;
  longestWaitMs: number;
  /** A server that asks for more patience than this (`Retry-After`) is not waited for: its problem is thrown. */
  patienceMs: number;
};

export const usualRetry: RetryRules = {
  attempts: 4,
  firstWaitMs: 250,
  longestWaitMs: 8_000,
  patienceMs: 30_000,
};

/** How an attempt ended: with a refusal, or with no answer at all. */
export type Ended = { status?: number; code?: string; retryAfterMs?: number | undefined };

/**
 * @param twice whether doing it twice does nothing twice: reads, changes of a named version, posts under a key
 * @param attempt how many were made
 * @returns how long to wait, or undefined when it is not made again
 */
export function againAfter(
  ended: Ended,
  twice: boolean,
  attempt: number,
  rules: RetryRules,
  random: () => number = Math.random,
): number | undefined {
  if (attempt >= rules.attempts || !mayComeAgain(ended, twice)) return undefined;
  if (ended.retryAfterMs !== undefined && ended.retryAfterMs > rules.patienceMs) return undefined;
  return Math.max(ended.retryAfterMs ?? 0, backoffMs(attempt, rules, random));
}

/** Half of it is chance: those who failed together do not come back together. */
export function backoffMs(
  attempt: number,
  { firstWaitMs, longestWaitMs }: Pick<RetryRules, "firstWaitMs" | "longestWaitMs">,
  random: () => number = Math.random,
): number {
  const full = Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1));
  return full * (0.5 + random() / 2);
}

/** What was refused so was not begun. */
const nothingDone = new Set<string | undefined>(["unavailable", "overloaded"]);

function mayComeAgain({ status, code }: Ended, twice: boolean): boolean {
  // turned away before anything was done, or told to ask again
  if (status === 429 || status === 408 || code === "request_in_progress") return true;
  if (status === 503 && nothingDone.has(code)) return true;
  return twice && (status === undefined || status === 502 || status === 503 || status === 504);
}

/** Whether an attempt that ended so may have been done all the same. */
export function mayHaveBeenDone({ status, code }: Ended): boolean {
  if (status === undefined || status === 502 || status === 504) return true;
  return status === 503 && !nothingDone.has(code);
}
