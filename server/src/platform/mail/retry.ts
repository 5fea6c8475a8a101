const firstMs = 5_000;
const longestMs = 6 * 60 * 60 * 1000;
const mostAttempts = 20;

/**
 * How long to wait after the attempt of this number: 5 s, doubling up to 6 h, some two days in all; undefined: give up.
 * @param chance 0 to 1; spreads mails that failed together, so that they do not come back together.
 */
export function delayAfter(attempt: number, chance = Math.random()): number | undefined {
  if (attempt >= mostAttempts) return undefined;
  return Math.min(firstMs * 2 ** (attempt - 1), longestMs) * (0.75 + chance / 2);
}
