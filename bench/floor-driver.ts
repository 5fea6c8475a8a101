/**
 * The floor by a bare driver: a process with 16 connections, each running begin, context, the statements and
 * commit in one flush, with nothing between them and the database but `pg`.
 */
import pg from "pg";
import type { Population } from "./population.ts";
import { pick, type ReplayStatement } from "./replay.ts";

export type DriverLoad = {
  appUrl: string;
  people: Population;
  statements: ReplayStatement[];
  seconds: number;
  connections: number;
};

process.on("message", async (load: DriverLoad) => {
  process.send?.(await run(load));
});

async function run({
  appUrl,
  people,
  statements,
  seconds,
  connections,
}: DriverLoad): Promise<{ requests: number; seconds: number }> {
  const clients = await Promise.all(Array.from({ length: connections }, () => connected(appUrl)));
  const startedAt = performance.now();
  const until = startedAt + seconds * 1_000;
  let requests = 0;
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < until) {
        await once(client, people, statements);
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

async function once(client: pg.Client, people: Population, statements: ReplayStatement[]): Promise<void> {
  const picked = pick(people);
  const context = [picked.organization, "api_key:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60", "all", ""];
  await Promise.all([
    client.query({ name: "begin", text: "begin" }),
    client.query({ name: "context", text: "select plinth.set_context($1, $2, $3, $4)", values: context }),
    ...statements.map(({ text, values }, i) =>
      client.query({
        name: `s${i}`,
        text,
        values: values.map((value) => ("id" in value ? picked[value.id] : value.same)),
      }),
    ),
    client.query({ name: "commit", text: "commit" }),
  ]);
}
