/**
 * Many rows, one after the other: a cursor within a transaction of its own that reads as of one moment.
 *
 * On a pool of its own, because a cursor is held for as long as somebody downloads: on the verbs' connections a few
 * slow readers would stop all writing. Who takes nothing for 30 s is ended by the role's own limit.
 */
import type pg from "pg";
import type { AnyContext } from "#platform/access";
import { setContext } from "./context-query.ts";
import type { Statement } from "./sql.ts";
import { contextValues } from "./transaction.ts";

const rowsAtOnce = 500;

/**
 * @param statements one after the other, all as of the same moment
 * @param signal gives the connection up at once, whether or not anybody still takes rows
 * @throws the signal's reason when it aborts
 */
export async function* streamRows<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  context: AnyContext,
  statements: Statement[],
  signal: AbortSignal,
): AsyncGenerator<Row[], void> {
  const { client, giveBack } = await borrow(pool, signal);
  let clean = false;
  const run = async <R extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<R[]> => {
    signal.throwIfAborted();
    const started = performance.now();
    context.sql.count++;
    try {
      return (await client.query<R>(text, values)).rows;
    } catch (error) {
      // what was under way ends with the connection
      signal.throwIfAborted();
      throw error;
    } finally {
      context.sql.ms += performance.now() - started;
    }
  };
  try {
    await run("begin isolation level repeatable read read only");
    await run(setContext.text, [...contextValues(context)]);
    for (const { text, values } of statements) {
      await run(`declare rows no scroll cursor for ${text}`, [...values]);
      for (;;) {
        const rows = await run<Row>(`fetch forward ${rowsAtOnce} from rows`);
        if (rows.length > 0) yield rows;
        if (rows.length < rowsAtOnce) break;
      }
      await run("close rows");
    }
    await run("commit");
    clean = true;
  } finally {
    // also when whoever takes the rows goes away in the middle: the connection is given up with its transaction
    giveBack(clean);
  }
}

/**
 * A connection that goes back once: when its rows are through, or at the moment the signal aborts. A generator alone
 * does not see to that: one that rests is not told, and `return()` before the first `next()` skips its `finally`.
 */
async function borrow(pool: pg.Pool, signal: AbortSignal) {
  signal.throwIfAborted();
  const client = await pool.connect();
  let ours = true;
  const giveBack = (clean: boolean): void => {
    if (!ours) return;
    ours = false;
    signal.removeEventListener("abort", giveUp);
    client.release(!clean);
  };
  const giveUp = () => giveBack(false);
  signal.addEventListener("abort", giveUp);
  if (signal.aborted) giveUp();
  signal.throwIfAborted();
  return { client, giveBack };
}
