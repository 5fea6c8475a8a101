/** Looks after a process that lives and yet does nothing any more: it hangs in a loop, or was stopped and forgotten. */

const everyMs = 5_000;
/** Half a minute, in turns of one's own: a machine that slept has not made anybody hang. */
const mostUnanswered = 6;

type Watched = {
  /** Asks whether it is there. */
  ask(): void;
  /** It has not answered for half a minute. Called once. */
  hangs(): void;
};

export type Watch = {
  /** It has answered. */
  heard(): void;
  stop(): void;
};

export function watchProcess({ ask, hangs }: Watched): Watch {
  let unanswered = 0;
  const timer = setInterval(() => {
    if (unanswered === mostUnanswered) {
      clearInterval(timer);
      return hangs();
    }
    unanswered++;
    ask();
  }, everyMs).unref();
  return {
    heard() {
      unanswered = 0;
    },
    stop: () => clearInterval(timer),
  };
}
