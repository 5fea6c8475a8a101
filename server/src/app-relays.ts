/** What takes committed deeds further: their facts into the feed, under the eyes of a canary, and their trail under a seal. */
import { startSealing } from "#platform/audit";
import type { Database } from "#platform/db";
import { type CanaryPace, type News, startCanary, startRelay } from "#platform/events";
import type { KeyRing } from "#platform/secrets";
import type { Logger } from "#platform/telemetry";

export type Relays = {
  /** Something was committed. */
  nudge(): void;
  /** Whether facts come through to the end of the feed: `ok`, or since when not. */
  feed(): string;
  stop(): Promise<void>;
};

/** @param pace of the canary; without one there is none */
export function startRelays(
  database: Database,
  keyRing: KeyRing,
  logger: Logger,
  news: News,
  pace: CanaryPace | undefined,
): Relays {
  const feeding = startRelay(database, (error) => logger.error({ err: error }, "the relay failed"));
  const sealing = startSealing({ database, keyRing, logger });
  const canary = pace && startCanary({ database, news, committed: feeding.nudge, logger }, pace);
  return {
    nudge() {
      feeding.nudge();
      sealing.nudge();
    },
    feed: () => canary?.standing() ?? "ok",
    async stop() {
      await canary?.stop();
      await Promise.all([feeding.stop(), sealing.stop()]);
    },
  };
}
