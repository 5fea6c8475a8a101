/** The three ways to the database: reads under a context, transactions under a context, and the system's own. */
import pg from "pg";
import type { AnyContext } from "#platform/access";
import { countSilentLink, type Logger } from "#platform/telemetry";
import { type DatabaseLines, type Line, unwatchedLines } from "./line.ts";
import { type Links, watchLinks } from "./links.ts";
import { type Listening, listen } from "./listen.ts";
import { appPatienceMs, connectWithinMs, systemPatienceMs } from "./patience.ts";
import { createReader } from "./reader.ts";
import type { Statement } from "./sql.ts";
import { streamRows } from "./stream.ts";
import { inSystemTransaction, type SystemTx } from "./system-transaction.ts";
import { contextValues, inTransaction, type TransactionOptions, type TxOf } from "./transaction.ts";

// bigint columns hold ±(2^53−1) by a CHECK, so a number carries them exactly
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export type Database = {
  /** One statement under the context, as plinth_app. */
  read<Row extends pg.QueryResultRow>(context: AnyContext, statement: Statement): Promise<Row[]>;
  /** Forgets a prepared statement of the reader, on every connection. */
  forget(name: string): void;
  /** One transaction under the context, as plinth_app. */
  transaction<C extends AnyContext, T>(
    context: C,
    work: (tx: TxOf<C>) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T>;
  /**
   * All rows of these statements under the context, as plinth_app, in batches and as of one moment: they never stand in
   * memory whole. Whoever stops taking, or aborts, ends it.
   */
  stream<Row extends pg.QueryResultRow>(
    context: AnyContext,
    statements: Statement[],
    signal: AbortSignal,
  ): AsyncGenerator<Row[], void>;
  /** One statement as plinth_system: the relay, sign-in look-ups, housekeeping. Knows no organization. */
  system<Row extends pg.QueryResultRow>(statement: Statement): Promise<Row[]>;
  /** Several such statements, together or not at all. */
  systemTransaction<T>(work: (tx: SystemTx) => Promise<T>): Promise<T>;
  /**
   * One statement for strangers who show a credential, on connections of its own: a flood of them holds up neither the
   * relay nor those who look for revocations.
   */
  lookUp<Row extends pg.QueryResultRow>(statement: Statement): Promise<Row[]>;
  /**
   * The same database on connections of its own, for work that must neither hold up requests nor be held up by them.
   * It is ended for itself, and before this one.
   */
  beside(connections: number): Database;
  /** Calls `heard` for every notification on the channel until it is stopped. Reconnects by itself. */
  listen(channel: string, heard: (payload: string) => void): Promise<Listening>;
  end(): Promise<void>;
};

type Options = {
  appUrl: string;
  systemUrl: string;
  connections?: number;
  /** Hears of connections that were given up because nobody answered on them. */
  logger?: Pick<Logger, "warn">;
  /** Where requests wait for their turn; absent: nobody listens. */
  lines?: DatabaseLines;
};

/** Each holds a connection and a snapshot for as long as somebody downloads: more wait their turn. */
const streamsAtOnce = 3;

/** @param connections at most this many verbs at once; more wait for one another. */
export async function createDatabase(options: Options): Promise<Database> {
  const { appUrl, systemUrl, connections = 12, logger, lines = unwatchedLines } = options;
  const silent = (name: string) => {
    countSilentLink(name);
    logger?.warn({ connection: name }, "nobody answered on a connection to the database; it was given up");
  };
  const ofApp = { url: appUrl, links: watchLinks(appUrl, silent), patienceMs: appPatienceMs };
  const ofSystem = { url: systemUrl, links: watchLinks(systemUrl, silent), patienceMs: systemPatienceMs };
  const reader = await createReader(appUrl, ofApp.links, lines.reads);
  const verbs = createPool(ofApp, connections, "plinth verb", { pipeline: true });
  const streams = createPool(ofApp, streamsAtOnce, "plinth stream");
  const system = createPool(ofSystem, 4, "plinth system");
  const signIn = createPool(ofSystem, 4, "plinth sign-in", { statement_timeout: 5_000 });

  const shared: Omit<Database, "beside" | "transaction" | "system" | "systemTransaction" | "end"> = {
    async read(context, statement) {
      const started = performance.now();
      context.sql.count++;
      try {
        return await reader.read(contextValues(context), statement);
      } finally {
        context.sql.ms += performance.now() - started;
      }
    },
    forget: reader.forget,
    stream: (context, statements, signal) => streamRows(streams, context, statements, signal),
    lookUp: async (statement) => (await signIn.query(statement as pg.QueryConfig)).rows,
    listen: (channel, heard) => listen(systemUrl, ofSystem.links, channel, heard),
  };
  const on = (verbsPool: Connections, systemPool: pg.Pool) => ({
    transaction: ((context, work, options) =>
      inTransaction(verbsPool, context, work, options)) as Database["transaction"],
    system: (async (statement) =>
      (await systemPool.query(statement as pg.QueryConfig)).rows) as Database["system"],
    systemTransaction: ((work) => inSystemTransaction(systemPool, work)) as Database["systemTransaction"],
  });
  const beside: Database["beside"] = (most) => {
    const [own, ownSystem] = [
      createPool(ofApp, most, "plinth job", { pipeline: true }),
      createPool(ofSystem, 4, "plinth work", { statement_timeout: 30_000 }),
    ];
    const end = async () => void (await Promise.all([own.end(), ownSystem.end()]));
    return { ...shared, ...on(own, ownSystem), beside, end };
  };

  return {
    ...shared,
    ...on(inLine(verbs, lines.verbs), system),
    beside,
    async end() {
      await Promise.all([reader.end(), verbs.end(), streams.end(), system.end(), signIn.end()]);
      for (const { links } of [ofApp, ofSystem]) links.stop();
    },
  };
}

type Connections = { connect(): Promise<pg.PoolClient> };

/** Its connections, and how long each was waited for. */
function inLine(pool: pg.Pool, line: Line): Connections {
  return {
    async connect() {
      const joinedAt = line.join();
      try {
        return await pool.connect();
      } finally {
        line.turn(joinedAt);
      }
    },
  };
}

type Side = { url: string; links: Links; patienceMs: number };

function createPool(
  { url, links, patienceMs }: Side,
  max: number,
  name: string,
  extra: object = {},
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: name,
    connectionTimeoutMillis: connectWithinMs,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    ...extra,
  });
  // an idle connection that dies is replaced by the pool; without a listener it would end the process
  pool.on("error", () => {});
  // the pool listens only while a connection is idle: one that dies in the middle of a deed would end the process
  pool.on("connect", (client) => void client.on("error", () => {}));

  const held = new WeakSet<pg.Client>();
  pool.on("acquire", (client) => void held.add(client));
  pool.on("release", (_, client) => void held.delete(client));
  pool.on("connect", (client) => links.watch(client, { name, patienceMs }, () => !held.has(client)));
  return pool;
}
