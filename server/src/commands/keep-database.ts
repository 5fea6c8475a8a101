/** Looks after the embedded database while the server runs: one that died is started again. */
import { Pool } from "pg";
import { isConnectionLoss } from "#platform/db";
import type { Logger } from "#platform/telemetry";

const everyMs = 1_000;

/**
 * On a connection of its own: whoever keeps the database alive need not be who serves.
 * @returns how to stop looking
 */
export function keepDatabase(
  systemUrl: string,
  revive: () => Promise<void>,
  logger: Logger,
): () => Promise<void> {
  const pool = new Pool({
    connectionString: systemUrl,
    max: 1,
    application_name: "plinth keeper",
    connectionTimeoutMillis: 5_000,
  });
  pool.on("error", () => {}); // an idle connection that dies is found by the next look
  let looking = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      await pool.query("select 1");
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
  return async () => {
    clearInterval(timer);
    await pool.end();
  };
}
