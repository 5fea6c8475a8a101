/** Looks after the embedded database while the server runs: one that died is started again. */
import { type Database, isConnectionLoss, sql } from "#platform/db";
import type { Logger } from "#platform/telemetry";

const everyMs = 1_000;

/** @returns how to stop looking. */
export function keepDatabase(database: Database, revive: () => Promise<void>, logger: Logger): () => void {
  let looking = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      await database.system(sql`select 1`);
    } catch (error) {
      if (isConnectionLoss(error)) {
        logger.warn("the database is gone; starting it again");
        await revive().then(
          () => logger.info("the database is back"),
          (cause: unknown) => logger.error({ err: cause }, "the database does not start"),
        );
      }
    } finally {
      looking = false;
    }
  };
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
