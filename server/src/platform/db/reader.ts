/**
 * Reads: a few pipelined connections, round robin, each read under its own context (context-query.ts).
 * More than two connections were slower. Nothing here ever opens a transaction on a shared connection:
 * awaiting between BEGIN and COMMIT there gave one tenant the rows of another.
 */
import pg from "pg";
import { ContextQuery, type ContextValues, nobody, setContext } from "./context-query.ts";
import { isConnectionLoss, isMissingStatement } from "./faults.ts";
import { type Line, readsAtOnce } from "./line.ts";
import type { Links } from "./links.ts";
import { appPatienceMs, connectWithinMs } from "./patience.ts";
import type { Statement } from "./sql.ts";

export type Reader = {
  read<Row extends pg.QueryResultRow>(context: ContextValues, statement: Statement): Promise<Row[]>;
  /** Drops a prepared statement on every connection, and the driver's memory of it. */
  forget(name: string): void;
  end(): Promise<void>;
};

type Slot = {
  client: pg.Client | undefined;
  opening: Promise<pg.Client> | undefined;
  /** When it answered last: whatever was sent before had its turn only then. */
  answeredAt: number;
};

const kind = { name: "plinth read", patienceMs: appPatienceMs };

/** @param line hears how long reads wait for one another */
export async function createReader(url: string, links: Links, line: Line): Promise<Reader> {
  const slots: Slot[] = Array.from({ length: readsAtOnce }, () => ({
    client: undefined,
    opening: undefined,
    answeredAt: 0,
  }));
  let turn = 0;
  let ended = false;

  const open = async (slot: Slot): Promise<pg.Client> => {
    const client = new pg.Client({
      connectionString: url,
      pipeline: true,
      keepAlive: true,
      application_name: kind.name,
      connectionTimeoutMillis: connectWithinMs,
    } as pg.ClientConfig);
    const lost = () => {
      if (slot.client === client) slot.client = undefined;
    };
    client.on("error", lost);
    client.on("end", lost);
    try {
      await client.connect();
      // prepared here: prepared on first use together with a query, a failing context would leave the
      // driver believing in a statement that the server does not have
      await client.query({ ...setContext, values: [...nobody] });
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
    links.watch(client, kind);
    slot.client = client;
    return client;
  };

  const connected = (slot: Slot): pg.Client | Promise<pg.Client> => {
    if (slot.client !== undefined) return slot.client;
    slot.opening ??= open(slot).finally(() => {
      slot.opening = undefined;
    });
    return slot.opening;
  };

  const send = <Row extends pg.QueryResultRow>(
    client: pg.Client,
    context: ContextValues,
    statement: Statement,
    slot: Slot,
    joinedAt: number,
  ) =>
    new Promise<Row[]>((resolve, reject) => {
      const query = new ContextQuery(statement, context);
      query.callback = (error, result) => {
        slot.answeredAt = line.turn(joinedAt, slot.answeredAt);
        if (error === null) return resolve(result.rows as Row[]);
        if (isMissingStatement(error)) forgetBelief(client, statement.name);
        reject(error);
      };
      client.query(query as unknown as pg.Submittable);
    });

  const attempt = <Row extends pg.QueryResultRow>(
    context: ContextValues,
    statement: Statement,
    slot: Slot | undefined,
  ): Promise<Row[]> => {
    if (slot === undefined || ended) return Promise.reject(new Error("the reader is closed"));
    const ready = connected(slot);
    const joinedAt = line.join();
    if (!(ready instanceof Promise)) return send<Row>(ready, context, statement, slot, joinedAt);
    return ready.then(
      (client) => send<Row>(client, context, statement, slot, joinedAt),
      (error) => {
        line.turn(joinedAt);
        throw error;
      },
    );
  };

  await Promise.all(slots.map(connected));
  return {
    // a read may be repeated: once after a lost connection, once when a statement that failed at its very
    // first use was believed to be prepared. In the place of a connection that is lost there is a new one; the others
    // may be lost too and nobody knows it yet
    read(context, statement) {
      const slot = slots[turn++ % slots.length];
      return attempt<never>(context, statement, slot).catch((error: unknown) => {
        if (ended || !(isConnectionLoss(error) || isMissingStatement(error))) throw error;
        return attempt<never>(context, isMissingStatement(error) ? withoutName(statement) : statement, slot);
      });
    },
    forget(name) {
      for (const { client } of slots) if (client !== undefined) deallocate(client, name);
    },
    async end() {
      ended = true;
      await Promise.all(slots.map((slot) => slot.client?.end()));
    },
  };
}

function withoutName(statement: Statement): Statement {
  return { text: statement.text, values: statement.values, name: undefined };
}

type Believed = {
  parsedStatements: Record<string, string>;
  submittedNamedStatements: Record<string, string>;
};

function beliefs(client: pg.Client): Believed {
  return (client as unknown as { connection: Believed }).connection;
}

function forgetBelief(client: pg.Client, name: string | undefined): void {
  if (name !== undefined) delete beliefs(client).parsedStatements[name];
}

/** Written behind everything already sent, so that earlier uses find it and later ones prepare it again. */
function deallocate(client: pg.Client, name: string): void {
  if (beliefs(client).parsedStatements[name] === undefined) return;
  client.query(`deallocate "${name}"`).catch(() => {});
  forgetBelief(client, name);
}
