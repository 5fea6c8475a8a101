/** What keeps failing is tried ever more rarely, and said the first time and then once a minute. */

export type Patience = {
  /** @returns after how many milliseconds to try again */
  failed(error: unknown): number;
  worked(): void;
};

const firstPauseMs = 250;
const longestPauseMs = 30_000;
const sayAgainMs = 60_000;

/**
 * @param say hears an error, and how many there were since it heard one before, this one included
 * @param nowMs a steady clock
 */
export function createPatience(
  say: (error: unknown, failures: number) => void,
  nowMs = () => performance.now(),
): Patience {
  let inARow = 0;
  let unsaid = 0;
  // not from the last failure: what fails every other time would be said every other time
  let nextWordMs = Number.NEGATIVE_INFINITY;
  return {
    failed(error) {
      inARow++;
      unsaid++;
      if (nowMs() >= nextWordMs) {
        say(error, unsaid);
        unsaid = 0;
        nextWordMs = nowMs() + sayAgainMs;
      }
      return Math.min(longestPauseMs, firstPauseMs * 2 ** (inARow - 1));
    },
    worked() {
      inARow = 0;
    },
  };
}
