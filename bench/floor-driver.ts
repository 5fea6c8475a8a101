/**
 * The floor by a bare driver: a process with 16 connections, each running begin, context, the statements and
 * commit in one flush, with nothing between them and the database but `pg`.
 */
import pg from "pg";
import type { Population } from "./population.ts";
import { type Repetition, type ReplayStatement, repetition } from "./replay.ts";
import type { Workload } from "./workload.ts";

export type DriverLoad = {
  appUrl: string;
  people: Population;
  narrow: Workload["narrow"];
  statements: ReplayStatement[];
  seconds: number;
  connections: number;
};

process.on("message", async (load: DriverLoad) => {
  process.send?.(await run(load));
});

async function run(load: DriverLoad): Promise<{ requests: number; seconds: number }> {
  const clients = await Promise.all(Array.from({ length: load.connections }, () => connected(load.appUrl)));
  const statements = inTransaction(load.statements);
  const startedAt = performance.now();
  const until = startedAt + load.seconds * 1_000;
  let requests = 0;
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < until) {
        await once(client, statements, repetition(load.people, load.narrow));
        requests++;
      }
    }),
  );
  const elapsed = (performance.now() - startedAt) / 1_000;
  await Promise.all(clients.map((client) => client.end()));
  return { requests, seconds: elapsed };
}

async function connected(appUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: appUrl, pipeline: true } as pg.ClientConfig);
  await client.connect();
  return client;
}

/** A verb was recorded with its begin and commit; a read's context travelled with it and was not. */
function inTransaction(statements: ReplayStatement[]): ReplayStatement[] {
  if (statements[0]?.text === "begin") return statements.map(patient);
  const organization = { parts: [{ kind: "organization" as const, nth: 0 }] };
  const rest = ["api_key:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60", "all", ""].map((same) => ({ same }));
  return [
    { text: "begin", values: [] },
    { text: "select plinth.set_context($1, $2, $3, $4)", values: [organization, ...rest] },
    ...statements,
    { text: "commit", values: [] },
  ];
}

/** A lane gives up a lock soon and tries otherwise; here rivals for one counter can only wait. */
function patient(statement: ReplayStatement): ReplayStatement {
  return statement.text.includes("'lock_timeout'") ? { ...statement, values: [{ same: "30s" }] } : statement;
}

/** Everything leaves in one flush, because no value depends on an answer any more. */
async function once(client: pg.Client, statements: ReplayStatement[], value: Repetition): Promise<void> {
  const { stream } = (client as unknown as { connection: { stream: { cork(): void; uncork(): void } } })
    .connection;
  stream.cork();
  const sent = statements.map(({ text, values }, i) =>
    client.query({ name: `s${i}`, text, values: values.map(value) }),
  );
  stream.uncork();
  await Promise.all(sent);
}
