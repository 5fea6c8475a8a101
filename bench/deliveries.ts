/**
 * How many webhooks are delivered in a second, and how soon one arrives: events of many organizations through the feed,
 * numbering, jobs and the guarded client to a receiver on the same machine, beside the same requests made by a bare client
 * that writes nothing down.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { Agent } from "undici";
import { watchNeighbours } from "./neighbours.ts";
import { processorTimeOfFamily } from "./processor-time.ts";
import type { ServerProcess } from "./server-process.ts";
import type { Ground } from "./workload.ts";

export const deliveriesName = "deliveries";

export type DeliveriesRound = {
  perSecond: number;
  floorPerSecond: number;
  serverMicros: number;
  databaseMicros: number;
  /** From the answer to the request that made it happen to its arrival. */
  p50Ms: number;
  p99Ms: number;
  neighbours: number;
};

type Place = { ground: Ground; adminUrl: string; postmaster: number; server: ServerProcess };
type Endpoint = { id: string; organizationId: string; key: string };

/** Of each endpoint, as many at once as one may have. */
const concurrency = 20;
const mostEndpoints = 10;
const objectsEach = 50;

/** @param count how many deliveries */
export async function benchDeliveries(
  { ground, adminUrl, postmaster, server }: Place,
  count: number,
  say: (line: string) => void,
): Promise<DeliveriesRound> {
  const receiver = await startCounting();
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const endpoints = await makeEndpoints(ground, admin, receiver.url);
  try {
    await arrivals(ground, receiver, endpoints, 5); // the first ones compile and connect
    const neighboursSince = await watchNeighbours(postmaster);
    const before = { server: server.processorTime(), database: await processorTimeOfFamily(postmaster) };
    const started = performance.now();
    await happen(admin, endpoints, count);
    await receiver.got(count);
    const seconds = (performance.now() - started) / 1_000;
    await untilWritten(admin, endpoints);
    const serverMicros = (server.processorTime() - before.server) / count;
    const databaseMicros = ((await processorTimeOfFamily(postmaster)) - before.database) / count;
    const waits = await arrivals(ground, receiver, endpoints, Math.min(200, Math.ceil(count / 10)));
    const floorPerSecond = await bareRate(receiver, count, endpoints.length * concurrency);
    const round: DeliveriesRound = {
      perSecond: count / seconds,
      floorPerSecond,
      serverMicros,
      databaseMicros,
      p50Ms: waits[Math.floor(waits.length * 0.5)] ?? Number.NaN,
      p99Ms: waits[Math.floor(waits.length * 0.99)] ?? Number.NaN,
      neighbours: await neighboursSince(),
    };
    say(deliveriesLine(round));
    return round;
  } finally {
    for (const { id, key } of endpoints) await ask(ground, "DELETE", `/v1/webhook_endpoints/${id}`, key);
    await admin.end();
    await receiver.close();
  }
}

type Counting = { url: string; got(more: number): Promise<void>; close(): Promise<void> };

/** Takes everything and counts. */
async function startCounting(): Promise<Counting> {
  let count = 0;
  let wanted = Number.POSITIVE_INFINITY;
  let enough = () => {};
  let behind = 0;
  const server: Server = createServer((request, response) => {
    request.resume().on("end", () => {
      response.writeHead(204).end();
      if (++count >= wanted) enough();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    got(more) {
      behind += more;
      wanted = behind;
      return new Promise((resolve) => {
        enough = resolve;
        if (count >= wanted) resolve();
      });
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function makeEndpoints(ground: Ground, admin: pg.Client, url: string): Promise<Endpoint[]> {
  const endpoints: Endpoint[] = [];
  for (const key of ground.keys.slice(0, mostEndpoints)) {
    const body = { url, events: ["product.updated"], concurrency };
    const { id } = (await ask(ground, "POST", "/v1/webhook_endpoints", key, body)) as { id: string };
    const { rows } = await admin.query("select organization_id from webhook_endpoints where id = $1", [id]);
    endpoints.push({ id, key, organizationId: rows[0].organization_id });
  }
  return endpoints;
}

/** As if so many products had been changed, of each organization a few over and over. */
async function happen(admin: pg.Client, endpoints: Endpoint[], count: number): Promise<void> {
  const organizations = endpoints.map(({ organizationId }) => organizationId);
  await admin.query(
    `with things as (
       select array_agg(gen_random_uuid()) as ids from generate_series(1, $3::int))
     insert into plinth.outbox (organization_id, type, subject_type, subject_id, subject_version, actor, data)
     select ($1::uuid[])[1 + i % cardinality($1::uuid[])], 'product.updated', 'product',
            t.ids[1 + (i / cardinality($1::uuid[])) % $3::int], i, 'system:bench', '{"changed":["name"]}'
       from generate_series(1, $2::int) i, things t`,
    [organizations, count, objectsEach],
  );
}

/** @returns milliseconds from the answer to the trial to its arrival, sorted */
async function arrivals(
  ground: Ground,
  receiver: Counting,
  endpoints: Endpoint[],
  count: number,
): Promise<number[]> {
  const waits: number[] = [];
  for (let i = 0; i < count; i++) {
    const endpoint = endpoints[i % endpoints.length];
    if (endpoint === undefined) throw new Error("there is no endpoint");
    const arrived = receiver.got(1).then(() => performance.now());
    await ask(ground, "POST", `/v1/webhook_endpoints/${endpoint.id}/test`, endpoint.key, {});
    const answered = performance.now();
    waits.push(Math.max(0, (await arrived) - answered));
  }
  return waits.sort((a, b) => a - b);
}

/** The same requests by a client that knows no rules and writes nothing down. */
async function bareRate(receiver: Counting, count: number, atOnce: number): Promise<number> {
  const agent = new Agent({ connections: 32 });
  const body = JSON.stringify({
    type: "product.updated",
    data: { changed: ["name"] },
    filling: "x".repeat(250),
  });
  const { origin } = new URL(receiver.url);
  const headers = {
    "content-type": "application/json",
    "webhook-id": "bench",
    "webhook-signature": "v1,bench",
  };
  let left = count;
  const loop = async (): Promise<void> => {
    while (left-- > 0) {
      const answer = await agent.request({ origin, path: "/", method: "POST", headers, body });
      await answer.body.dump();
    }
  };
  const arrived = receiver.got(count);
  const started = performance.now();
  await Promise.all([...Array.from({ length: atOnce }, loop), arrived]);
  const seconds = (performance.now() - started) / 1_000;
  await agent.destroy();
  return count / seconds;
}

/** What arrived is also written down: that costs too. */
async function untilWritten(admin: pg.Client, endpoints: Endpoint[]): Promise<void> {
  for (;;) {
    const { rows } = await admin.query(
      "select from deliveries where endpoint_id = any ($1) and status = 'pending' limit 1",
      [endpoints.map(({ id }) => id)],
    );
    if (rows.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function ask(
  ground: Ground,
  method: string,
  path: string,
  key: string,
  body?: object,
): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${ground.port}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

/** A part of the page in Markdown, of the quietest round; nothing when it was not measured. */
export function deliveriesPart(rounds: DeliveriesRound[]): string {
  const [quietest] = rounds.toSorted((a, b) => a.neighbours - b.neighbours);
  if (quietest === undefined) return "";
  const { perSecond, floorPerSecond, serverMicros, databaseMicros, p50Ms, p99Ms, neighbours } = quietest;
  const cells = [
    `${Math.round(perSecond)}`,
    `${Math.round(serverMicros)} + ${Math.round(databaseMicros)}`,
    `${Math.round(floorPerSecond)}`,
    `${Math.round((100 * perSecond) / floorPerSecond)} %`,
    `${p50Ms.toFixed(1)} · ${p99Ms.toFixed(1)}`,
    `${Math.round(100 * neighbours)} %`,
  ];
  return `
## Webhooks

| deliveries/s | CPU-µs, server + database | floor/s | of the floor | p50 · p99 ms until it arrives | others |
| --- | --- | --- | --- | --- | --- |
| ${cells.join(" | ")} |

Numbered, signed, in order per object and logged, to ${mostEndpoints} endpoints of as many organizations, by one process, to a receiver on the same machine. The floor makes the same requests and writes nothing down.
`;
}

function deliveriesLine(round: DeliveriesRound): string {
  const { perSecond, floorPerSecond, serverMicros, databaseMicros, p50Ms, p99Ms, neighbours } = round;
  return [
    `deliveries: ${Math.round(perSecond)}/s`,
    `floor ${Math.round(floorPerSecond)}/s, ${Math.round((100 * perSecond) / floorPerSecond)} %`,
    `${Math.round(serverMicros + databaseMicros)} µs (server ${Math.round(serverMicros)}, database ${Math.round(databaseMicros)})`,
    `arrives after p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`,
    `others had ${Math.round(100 * neighbours)} % of the machine`,
  ].join("; ");
}
