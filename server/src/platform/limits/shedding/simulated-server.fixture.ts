/** A server that answers one request a millisecond, in order, on a clock of its own. Nothing in it is left to chance. */
import type { Logger } from "#platform/telemetry";
import { createShedding, type SheddingOptions } from "./shedding.ts";

export type Load = {
  /** Requests that come in a millisecond, until `untilMs`. */
  perMs: number;
  untilMs: number;
  /** Meanwhile nobody is answered. */
  silent?: boolean;
};

export type Outcome = { atMs: number; turnedAway: boolean; waitedMs: number };

export function simulatedServer(options: SheddingOptions | undefined, logger: Pick<Logger, "warn">) {
  let now = 0;
  let due: { atMs: number; done: () => void }[] = [];
  const shedding = createShedding(options, logger, {
    nowMs: () => now,
    later: (done) => void due.push({ atMs: now + 1, done }),
  });
  const { reads } = shedding.lines;
  const queue: { joinedAt: number; outcome: Outcome }[] = [];
  const outcomes: Outcome[] = [];
  let underWay = 0;
  let mostUnderWay = 0;
  let answeredAt = 0;
  let owed = 0;
  let answered = 0;

  const come = (): void => {
    const turnedAway = !shedding.enter("reads");
    const outcome = { atMs: now, turnedAway, waitedMs: 0 };
    outcomes.push(outcome);
    if (turnedAway) return;
    mostUnderWay = Math.max(mostUnderWay, ++underWay);
    queue.push({ joinedAt: reads.join(), outcome });
  };
  const answer = (): void => {
    const next = queue.shift();
    if (next === undefined) return;
    next.outcome.waitedMs = now - next.outcome.atMs;
    answeredAt = reads.turn(next.joinedAt, answeredAt);
    underWay--;
    answered++;
    shedding.leave("reads");
  };

  return {
    shedding,
    mostUnderWay: () => mostUnderWay,
    answered: () => answered,
    /** Lets this time pass. @returns what became of those who came meanwhile */
    pass({ perMs, untilMs, silent = false }: Load): Outcome[] {
      const already = outcomes.length;
      for (; now < untilMs; now++) {
        const ready = due.filter(({ atMs }) => atMs <= now);
        due = due.filter(({ atMs }) => atMs > now);
        for (const { done } of ready) done();
        if (!silent) answer();
        for (owed += perMs; owed >= 1; owed--) come();
      }
      return outcomes.slice(already);
    },
    /** So many at this very moment. */
    burst(count: number): Outcome[] {
      const already = outcomes.length;
      for (let i = 0; i < count; i++) come();
      return outcomes.slice(already);
    },
    /** Time passes in which the loop does not come round. */
    standStill(ms: number): void {
      now += ms;
    },
    end: shedding.stop,
  };
}
