/**
 * The canary: a fact for nobody that this process writes every two seconds and awaits at the end of the way that all
 * facts go: outbox, relay, feed, notification, news. When it does not come, what callers are told is late or missing, and
 * nothing else would say so: without news everything looks quiet.
 */
import { randomUUID } from "node:crypto";
import type { Database } from "#platform/db";
import { countRenewedListening, type Logger, noteCanary } from "#platform/telemetry";
import { findCanaries, nobody, purgeCanaries, writeCanary } from "./canary.queries.ts";
import type { News } from "./news.ts";
import { ownTime } from "./own-time.ts";

export type Canary = {
  /** `ok`, or for how long none has come. */
  standing(): string;
  stop(): Promise<void>;
};

export type CanaryPace = {
  everyMs: number;
  /** When none comes for so long, the way is taken to be broken. One that does not come is awaited for as long. */
  patienceMs: number;
};

export const usualPace: CanaryPace = { everyMs: 2_000, patienceMs: 10_000 };

type Means = {
  database: Pick<Database, "system">;
  news: Pick<News, "of" | "renew">;
  /** Hears that a fact was committed, as after every deed. */
  committed(): void;
  logger: Pick<Logger, "error" | "warn">;
};

/** On its way. @param notified whether a notification has come since */
type Flight = { id: string; sentMs: number; notified: boolean };

const turnsPerCanary = 4;
const canariesPerPurge = 15;
/** One alone may have been found in the moment before its notification came. */
const unnotifiedBeforeRenewal = 2;
/** Behind a pooler no notification ever comes: then it is tried less and less often. */
const mostUnnotifiedBeforeRenewal = 256;

export function startCanary({ database, news, committed, logger }: Means, pace: CanaryPace): Canary {
  const { everyMs, patienceMs } = pace;
  const ownMs = ownTime(everyMs / 2);
  let flights: Flight[] = [];
  let [cameMs, sentMs, tookMs] = [ownMs(), ownMs() - everyMs, 0];
  let count = 0;
  let unnotified = 0;
  let renewalAfter = unnotifiedBeforeRenewal;

  const send = async (): Promise<void> => {
    if (count++ % canariesPerPurge === 0) await purgeCanaries(database);
    sentMs = ownMs();
    const flight = { id: randomUUID(), sentMs, notified: false };
    // awaited from before it is written: its news may be faster than the answer
    flights = [...flights.filter((earlier) => sentMs - earlier.sentMs < 5 * patienceMs), flight];
    try {
      await writeCanary(database, flight.id);
    } catch (error) {
      flights = flights.filter((other) => other !== flight);
      throw error;
    }
    committed();
  };

  const look = async (): Promise<void> => {
    const come = await findCanaries(
      database,
      flights.map(({ id }) => id),
    );
    const latest = flights.findLast(({ id }) => come.has(id));
    if (latest === undefined) return;
    flights = flights.slice(flights.indexOf(latest) + 1);
    cameMs = ownMs();
    tookMs = cameMs - latest.sentMs;
    hearWell(latest.notified);
  };

  const hearWell = (notified: boolean): void => {
    unnotified = notified ? 0 : unnotified + 1;
    if (notified) renewalAfter = unnotifiedBeforeRenewal;
    if (unnotified < renewalAfter) return;
    unnotified = 0;
    renewalAfter = Math.min(2 * renewalAfter, mostUnnotifiedBeforeRenewal);
    countRenewedListening();
    logger.warn("facts come and notifications of them do not; they are listened for anew");
    news.renew();
  };

  let failure: unknown;
  const wanted = { look: false, send: false };
  const work = async (): Promise<void> => {
    try {
      while (wanted.look || wanted.send) {
        const deed = wanted.look ? "look" : "send";
        wanted[deed] = false;
        await { look, send }[deed]();
      }
      failure = undefined;
    } catch (error) {
      failure = error; // told when it gets late; a later turn tries again
    } finally {
      working = undefined;
    }
  };
  let working: Promise<void> | undefined;
  const want = (deed: keyof typeof wanted): void => {
    wanted[deed] = true;
    working ??= work();
  };

  const leave = news.of(nobody, (by) => {
    if (by === "notification") for (const flight of flights) flight.notified = true;
    if (flights.length > 0) want("look");
  });
  let toldLate = false;
  const turn = (): void => {
    const nowMs = ownMs();
    const lateMs = nowMs - cameMs;
    noteCanary(tookMs / 1_000, lateMs / 1_000);
    const late = lateMs > patienceMs / 2;
    if (late && !toldLate)
      logger.error({ err: failure, seconds: lateMs / 1_000 }, "no canary comes through the feed");
    toldLate = late;
    // its news may have been told when it could not be looked for
    if (failure !== undefined && flights.length > 0) want("look");
    if (nowMs - sentMs >= (flights.length === 0 ? everyMs : patienceMs)) want("send");
  };
  const timer = setInterval(turn, everyMs / turnsPerCanary).unref();

  return {
    standing() {
      const lateMs = ownMs() - cameMs;
      return lateMs < patienceMs ? "ok" : `no canary for ${Math.floor(lateMs / 1_000)} s`;
    },
    async stop() {
      clearInterval(timer);
      leave();
      await working;
    },
  };
}
