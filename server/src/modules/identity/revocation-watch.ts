/**
 * Learns of revocations by polling, and says whether what is remembered may be believed at the moment. Nothing here
 * depends on a notification: one that is lost would leave a revoked credential good.
 */
import { systemClock } from "#platform/clock";
import type { Remembered, Revocation } from "./remembered.ts";

export const pollMs = 250;
/** What is remembered is believed for so long after a good poll; a revocation is therefore felt within a second. */
const trustedForMs = 750;
/** Longer without a good poll, and revocations may have left the window that is polled. */
const blindAfterMs = 30_000;

/** Two clocks, in ms: a machine that was suspended stops the one, a clock that is set moves the other. */
export type Ticks = { steady(): number; wall(): number };

const machine: Ticks = { steady: () => performance.now(), wall: () => systemClock.now().getTime() };

export type RevocationWatch = {
  /**
   * Begins after the one that is under way: an answer from before, learned last, would take back what a newer one has
   * taught.
   * @throws when the revocations cannot be read; then nothing is believed before long.
   */
  poll(): Promise<void>;
  trusted(): boolean;
};

/** @param recent the revocations of the last minutes, more than `blindAfterMs` */
export function createRevocationWatch(
  remembered: Pick<Remembered, "learn" | "forgetAll">,
  recent: () => Promise<Revocation[]>,
  ticks: Ticks = machine,
): RevocationWatch {
  let goodAt = { steady: Number.NEGATIVE_INFINITY, wall: Number.NEGATIVE_INFINITY };
  let underWay: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    // from its beginning: what is revoked while it is under way may be missed by it
    const began = { steady: ticks.steady(), wall: ticks.wall() };
    const revocations = await recent();
    const gapMs = Math.max(began.steady - goodAt.steady, Math.abs(began.wall - goodAt.wall));
    if (gapMs > blindAfterMs) remembered.forgetAll();
    remembered.learn(revocations);
    goodAt = began;
  };

  return {
    poll() {
      const turn = underWay?.then(look) ?? look();
      const ended = turn.then(
        () => {},
        () => {}, // whoever asked hears of it
      );
      underWay = ended;
      void ended.then(() => {
        if (underWay === ended) underWay = undefined;
      });
      return turn;
    },
    trusted: () => ticks.steady() - goodAt.steady < trustedForMs,
  };
}
