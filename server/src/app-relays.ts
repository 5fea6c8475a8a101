/** What takes committed deeds further: their facts into the feed, their entries of the trail under a seal. */
import { startSealing } from "#platform/audit";
import type { Database } from "#platform/db";
import { startRelay } from "#platform/events";
import type { KeyRing } from "#platform/secrets";
import type { Logger } from "#platform/telemetry";

export type Relays = {
  /** Something was committed. */
  nudge(): void;
  stop(): Promise<void>;
};

export function startRelays(database: Database, keyRing: KeyRing, logger: Logger): Relays {
  const feeding = startRelay(database, (error) => logger.error({ err: error }, "the relay failed"));
  const sealing = startSealing({ database, keyRing, logger });
  return {
    nudge() {
      feeding.nudge();
      sealing.nudge();
    },
    async stop() {
      await Promise.all([feeding.stop(), sealing.stop()]);
    },
  };
}
