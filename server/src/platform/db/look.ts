/** Reads that may take a while: each in a transaction of its own that writes nothing, cut off after its time. */
import type pg from "pg";
import type { AnyContext } from "#platform/access";
import type { Database } from "./database.ts";
import { type Statement, sql } from "./sql.ts";

/**
 * @param as under this context as plinth_app, or as plinth_system
 * @throws 57014 when it takes longer: `isTimeout`
 */
export type Look = <Row extends pg.QueryResultRow>(
  as: AnyContext | "system",
  statement: Statement,
  withinMs: number,
) => Promise<Row[]>;

/**
 * Not over the reader: requests share its connections, and would wait behind it. By indexes: where one key has most of a
 * table's rows, the average of all keys made a read of the whole table look cheaper than eleven look-ups (800 ms and not 6).
 */
export function lookThrough(database: Pick<Database, "transaction" | "systemTransaction">): Look {
  return async (as, statement, withinMs) => {
    const limited = sql`
      select set_config('statement_timeout', ${`${withinMs}ms`}, true), set_config('transaction_read_only', 'on', true),
             set_config('enable_seqscan', 'off', true)`;
    if (as === "system")
      return await database.systemTransaction(async (tx) => {
        await tx.query(limited);
        return await tx.query(statement);
      });
    return await database.transaction(as, (tx) => {
      tx.later(limited);
      return tx.query(statement);
    });
  };
}
