/**
 * Verbs: a connection of their own from begin to commit.
 *
 * `begin` and the context leave in one flush with the first statement; what is sent by `later` leaves with
 * the commit. COMMIT of an aborted transaction answers ROLLBACK without an error, so its tag is checked.
 */
import type pg from "pg";
import {
  type ActorKind,
  type AnyContext,
  actorText,
  type Context,
  createContext,
  type PersonContext,
  type PublicContext,
} from "#platform/access";
import { type ContextValues, corkForThisTick, setContext, streamOf } from "./context-query.ts";
import { isConnectionLoss } from "./faults.ts";
import { type Statement, sql } from "./sql.ts";

type Statements = {
  query<Row extends pg.QueryResultRow>(statement: Statement): Promise<Row[]>;
  /** Sends without waiting; its failure is thrown by the next `query` or by the commit. */
  later(statement: Statement): void;
};

/** A deed for an organization. */
export type Tx = Statements & {
  readonly context: Context;
  /**
   * The scope at this moment: the only ids within reach; null is everything. Statements on what a scope can leave out
   * name it beside the organization: the row policies are the second lock, not the first.
   */
  readonly within: readonly string[] | null;
  /**
   * Runs `work` with the whole organization in scope, for what a buyer's deed must touch and the buyer may
   * not read (stock). Authorize before; nothing that it loads may reach the answer.
   */
  beyondScope<T>(work: () => Promise<T>): Promise<T>;
};

/** A deed of a human for themselves, or of somebody who is about to prove who they are. */
export type PersonTx = Statements & {
  readonly context: PersonContext | PublicContext;
  /** Whose rows are within reach: the caller's own, or of whom `become` named; undefined before that. */
  readonly userId: string | undefined;
  /** The caller has proven to be this user: from here on their rows are within reach, and their trail is written. */
  become(userId: string): void;
  /**
   * Acts for one organization within the same transaction, as its member unless said otherwise: to found it, join it
   * or leave it. The context comes back to the human afterwards.
   */
  actFor<T>(organizationId: string, work: (tx: Tx) => Promise<T>, as?: ActorKind): Promise<T>;
};

export type TxOf<C extends AnyContext> = C extends Context ? Tx : PersonTx;

/** The connection was lost while the commit was on its way: it may have happened or not. */
export class OutcomeUnknown extends Error {}

export type TransactionOptions = {
  /** Always roll back, after checking the deferred constraints: a dry run. */
  rollback?: boolean;
  /** Give up waiting for a row lock after this long; absent is the role's own limit. */
  lockTimeoutMs?: number;
};

/** Runs `work` in one transaction, on a connection of its own; rolls back when it throws. */
export async function inTransaction<C extends AnyContext, T>(
  pool: { connect(): Promise<pg.PoolClient> },
  context: C,
  work: (tx: TxOf<C>) => Promise<T>,
  { rollback = false, lockTimeoutMs }: TransactionOptions = {},
): Promise<T> {
  const client = await pool.connect();
  const own = new OwnConnection(client, context.sql);
  try {
    own.later(begin);
    const tx =
      context.organizationId === null ? new PersonsDeed(own, context) : new OrganizationsDeed(own, context);
    if (lockTimeoutMs !== undefined)
      own.later(sql`select set_config('lock_timeout', ${`${lockTimeoutMs}ms`}, true)`);
    // which of the two it is follows from the kind of context
    const result = await work(tx as unknown as TxOf<C>);
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

/** A connection of the pool for the time of one transaction. */
class OwnConnection {
  #client: pg.PoolClient;
  #spent: AnyContext["sql"];
  #sent: Promise<unknown>[] = [];
  #failure: unknown;

  constructor(client: pg.PoolClient, spent: AnyContext["sql"]) {
    this.#client = client;
    this.#spent = spent;
  }

  async query<Row extends pg.QueryResultRow>(statement: Statement): Promise<Row[]> {
    return (await this.#send<Row>(statement)).rows;
  }

  later(statement: Statement): void {
    this.#sent.push(this.#send(statement).catch(() => {}));
  }

  enter(values: ContextValues): void {
    this.later({ ...setContext, values });
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
    const spent = this.#spent;
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

class OrganizationsDeed implements Tx {
  readonly context: Context;
  #connection: OwnConnection;
  #beyond = 0;

  constructor(connection: OwnConnection, context: Context) {
    this.context = context;
    this.#connection = connection;
    connection.enter(contextValues(context));
  }

  get within(): readonly string[] | null {
    const { scope } = this.context;
    return scope === "all" || this.#beyond > 0 ? null : scope;
  }

  query<Row extends pg.QueryResultRow>(statement: Statement): Promise<Row[]> {
    return this.#connection.query<Row>(statement);
  }

  later(statement: Statement): void {
    this.#connection.later(statement);
  }

  async beyondScope<T>(work: () => Promise<T>): Promise<T> {
    if (this.context.scope === "all") return work();
    if (this.#beyond++ === 0) this.#connection.enter(contextValues({ ...this.context, scope: "all" }));
    try {
      return await work();
    } finally {
      if (--this.#beyond === 0) this.#connection.enter(contextValues(this.context));
    }
  }
}

class PersonsDeed implements PersonTx {
  readonly context: PersonContext | PublicContext;
  userId: string | undefined;
  #connection: OwnConnection;

  constructor(connection: OwnConnection, context: PersonContext | PublicContext) {
    this.context = context;
    this.userId = context.person?.userId;
    this.#connection = connection;
    connection.enter(contextValues(context));
  }

  query<Row extends pg.QueryResultRow>(statement: Statement): Promise<Row[]> {
    return this.#connection.query<Row>(statement);
  }

  later(statement: Statement): void {
    this.#connection.later(statement);
  }

  become(userId: string): void {
    if (this.context.person !== undefined) throw new Error("a human who is known becomes nobody else");
    if (this.userId !== undefined && this.userId !== userId) throw new Error("one deed proves one human");
    this.userId = userId;
    this.#connection.enter(this.#own());
  }

  async actFor<T>(
    organizationId: string,
    work: (tx: Tx) => Promise<T>,
    as: ActorKind = "member",
  ): Promise<T> {
    if (this.userId === undefined) throw new Error("nobody who is not known acts for an organization");
    const { person } = this.context;
    const context = createContext({
      ...this.context,
      organizationId,
      ...(person === undefined ? {} : { person }),
      actor: { kind: as, id: this.userId, name: person?.name ?? "" },
      responsibleUserId: this.userId,
      permissions: new Set<string>(),
      scope: "all",
    });
    try {
      return await work(new OrganizationsDeed(this.#connection, context));
    } finally {
      this.#connection.enter(this.#own());
    }
  }

  #own(): ContextValues {
    if (this.userId === undefined) return contextValues(this.context);
    return contextValues({ ...this.context, actor: { kind: "user", id: this.userId, name: "" } });
  }
}

/** The context as `plinth.set_context` takes it. Without an organization there is no scope either. */
export function contextValues(context: AnyContext): ContextValues {
  const actor = actorText(context.actor);
  const clock = context.clock.forDatabase();
  if (context.organizationId === null) return [null, actor, null, clock];
  const scope = context.scope === "all" ? "all" : `{${context.scope.join(",")}}`;
  return [context.organizationId, actor, scope, clock];
}
