/**
 * Verbs: a connection of their own from begin to commit.
 *
 * `begin` and the context leave in one flush with the first statement; what is sent by `later` leaves with
 * the commit. COMMIT of an aborted transaction answers ROLLBACK without an error, so its tag is checked.
 */
import type pg from "pg";
import { actorText, type Context } from "#platform/access";
import { type ContextValues, corkForThisTick, setContext, streamOf } from "./context-query.ts";
import { isConnectionLoss } from "./faults.ts";
import { type Statement, sql } from "./sql.ts";

export type Tx = {
  readonly context: Context;
  query<Row extends pg.QueryResultRow>(statement: Statement): Promise<Row[]>;
  /** Sends without waiting; its failure is thrown by the next `query` or by the commit. */
  later(statement: Statement): void;
  /**
   * Runs `work` with the whole organization in scope, for what a buyer's deed must touch and the buyer may
   * not read (stock). Authorize before; nothing that it loads may reach the answer.
   */
  beyondScope<T>(work: () => Promise<T>): Promise<T>;
};

/** The connection was lost while the commit was on its way: it may have happened or not. */
export class OutcomeUnknown extends Error {}

export type TransactionOptions = {
  /** Always roll back, after checking the deferred constraints: a dry run. */
  rollback?: boolean;
  /** Give up waiting for a row lock after this long; absent is the role's own limit. */
  lockTimeoutMs?: number;
};

/** Runs `work` in one transaction; rolls back when it throws. */
export async function inTransaction<T>(
  pool: pg.Pool,
  context: Context,
  work: (tx: Tx) => Promise<T>,
  { rollback = false, lockTimeoutMs }: TransactionOptions = {},
): Promise<T> {
  const client = await pool.connect();
  const own = new OwnConnection(client, context);
  try {
    own.later(begin);
    own.setContext(context.scope);
    if (lockTimeoutMs !== undefined)
      own.later(sql`select set_config('lock_timeout', ${`${lockTimeoutMs}ms`}, true)`);
    const result = await work(own);
    if (rollback) {
      await own.query(checkDeferred);
      await own.end(undo);
    } else {
      await own.commit();
    }
    client.release();
    return result;
  } catch (error) {
    await own.abandon(error);
    throw own.firstFailure(error);
  }
}

const begin = sql`begin`;
const commit = sql`commit`;
const undo = sql`rollback`;
const checkDeferred = sql`set constraints all immediate`;

class OwnConnection implements Tx {
  readonly context: Context;
  #client: pg.PoolClient;
  #sent: Promise<unknown>[] = [];
  #failure: unknown;
  #beyond = 0;

  constructor(client: pg.PoolClient, context: Context) {
    this.#client = client;
    this.context = context;
  }

  async query<Row extends pg.QueryResultRow>(statement: Statement): Promise<Row[]> {
    return (await this.#send<Row>(statement)).rows;
  }

  later(statement: Statement): void {
    this.#sent.push(this.#send(statement).catch(() => {}));
  }

  async beyondScope<T>(work: () => Promise<T>): Promise<T> {
    if (this.context.scope === "all") return work();
    if (this.#beyond++ === 0) this.setContext("all");
    try {
      return await work();
    } finally {
      if (--this.#beyond === 0) this.setContext(this.context.scope);
    }
  }

  setContext(scope: Context["scope"]): void {
    const [organization, actor, scopeText, clock] = contextValues({ ...this.context, scope });
    this.later({ ...setContext, values: [organization, actor, scopeText, clock] });
  }

  async commit(): Promise<void> {
    let tag: string;
    try {
      tag = (await this.#send(commit)).command;
    } catch (error) {
      if (isConnectionLoss(error))
        throw new OutcomeUnknown("the connection was lost during commit", { cause: error });
      throw error;
    }
    if (tag !== "COMMIT") throw this.#failure ?? new Error(`commit was answered by ${tag}`);
  }

  async end(statement: Statement): Promise<void> {
    await this.#send(statement);
  }

  /** Leaves the connection clean, or gives it up when it cannot be. */
  async abandon(error: unknown): Promise<void> {
    if (error instanceof OutcomeUnknown || isConnectionLoss(error)) return this.#client.release(true);
    try {
      await Promise.all(this.#sent);
      await this.end(undo);
      this.#client.release();
    } catch {
      this.#client.release(true);
    }
  }

  /**
   * In an aborted transaction every later statement fails with 25P02, or with 26000 when it was to be prepared
   * there: the first failure is the cause.
   */
  firstFailure(error: unknown): unknown {
    const { code = "" } = error as { code?: string };
    return ["25P02", "26000"].includes(code) ? (this.#failure ?? error) : error;
  }

  async #send<Row extends pg.QueryResultRow>(statement: Statement): Promise<pg.QueryResult<Row>> {
    const started = performance.now();
    const { sql: spent } = this.context;
    spent.count++;
    corkForThisTick(streamOf(this.#client));
    try {
      return await this.#client.query<Row>(statement as pg.QueryConfig);
    } catch (error) {
      this.#failure ??= error;
      throw error;
    } finally {
      spent.ms += performance.now() - started;
    }
  }
}

/** The context as `plinth.set_context` takes it. */
export function contextValues(context: Context): ContextValues {
  const scope = context.scope === "all" ? "all" : `{${context.scope.join(",")}}`;
  return [context.organizationId, actorText(context.actor), scope, context.clock.forDatabase()];
}
