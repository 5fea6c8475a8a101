import { unavailable } from "#platform/errors";

export type Turns = {
  /** Does the work when everybody who came before is done. @throws 503 `unavailable` when too many are waiting */
  take<T>(work: () => Promise<T>): Promise<T>;
};

/** One at a time, in the order of arrival. @param mostWaiting more than these are turned away at once */
export function createTurns(mostWaiting: number): Turns {
  const waiting: (() => void)[] = [];
  let taken = false;

  return {
    async take(work) {
      if (taken) {
        if (waiting.length >= mostWaiting)
          throw unavailable("Too many passwords are being checked. Try again in a moment.", {
            retryAfterSeconds: 2,
          });
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
        });
      }
      taken = true;
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        // stays taken when it is handed on: nobody who comes at this moment slips in between
        if (next === undefined) taken = false;
        else next();
      }
    },
  };
}
