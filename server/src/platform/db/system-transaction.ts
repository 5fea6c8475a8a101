/** A transaction of the system's own, as plinth_system: it knows no organization and no actor. */
import type pg from "pg";
import { isConnectionLoss } from "./faults.ts";
import type { Statement } from "./sql.ts";

export type SystemTx = {
  query<Row extends pg.QueryResultRow>(statement: Statement): Promise<Row[]>;
};

/**
 * Runs `work` in one transaction of read committed; rolls back when it throws.
 * @throws what `work` throws, and whatever keeps the commit from happening: then nothing happened, except that a
 *   connection lost during the commit leaves it open. Work that may be repeated needs no more.
 */
export async function inSystemTransaction<T>(pool: pg.Pool, work: (tx: SystemTx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const result = await work({
      query: async (statement) => (await client.query(statement as pg.QueryConfig)).rows,
    });
    const { command } = await client.query("commit");
    // an aborted transaction answers ROLLBACK to a commit, without an error
    if (command !== "COMMIT") throw new Error(`commit was answered by ${command}`);
    client.release();
    return result;
  } catch (error) {
    if (isConnectionLoss(error)) client.release(true);
    else
      await client.query("rollback").then(
        () => client.release(),
        () => client.release(true),
      );
    throw error;
  }
}
