/** The door while more come than can be answered: who is turned away, with what, and who is not. */
import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { after, before, test } from "node:test";
import pino from "pino";
import Type from "typebox";
import { organizationContext } from "#harness/contexts";
import { until } from "#harness/until";
import { type Action, type Answer, defineAction, defineSharedQuery } from "#platform/action";
import { systemClock } from "#platform/clock";
import { createRequestLimit, type Shedding } from "#platform/limits";
import { createRegistry } from "#platform/resource";
import { uuidv7 } from "#platform/uuid";
import { createRestServer, type RestDoor } from "./server.ts";

const organization = uuidv7();
const made = { describe: "Does a thing for the test.", run: async () => ({ answer: {} }) };
const input = Type.Object({}, { additionalProperties: false });
const verb = (name: string, marks: Partial<Action> = {}) =>
  defineAction({
    ...made,
    ...(marks as object),
    name: `things.${name}`,
    door: `POST /v1/things/${name}`,
    permission: "things:make",
    allows: "Make things for the test.",
    input,
  });
const asked = {
  describe: "Asks a thing for the test.",
  parameters: Type.Object({ wait: Type.Optional(Type.Integer()) }),
  output: Type.Object({}),
  problems: [],
  run: async () => "{}",
};

let full = false;
let roomForOperators = true;
const places: string[] = [];
const shedding: Pick<Shedding, "enter" | "mayPass" | "leave"> = {
  enter(place) {
    const comesIn = place === "reserved" ? roomForOperators : !full;
    if (comesIn) places.push(`+${place}`);
    return comesIn;
  },
  mayPass: (place) => (place === "reserved" ? roomForOperators : !full),
  leave: (place) => void places.push(`-${place}`),
};
let authenticated = 0;
/** What the verb answers, and what it waits for. */
let body = "{}";
let work: Promise<void> = Promise.resolve();
const lines: string[] = [];

const door = {
  registry: createRegistry([]),
  actions: [verb("make"), verb("take", { whileSuspended: true }), verb("end", { whileOverloaded: true })],
  queries: [
    defineSharedQuery({ ...asked, name: "things.list", door: "GET /v1/things" }),
    defineSharedQuery({ ...asked, name: "stuck.list", door: "GET /v1/stuck", whileOverloaded: true }),
    defineSharedQuery({ ...asked, name: "news.list", door: "GET /v1/news", waits: "wait" }),
  ],
  executor: {
    async execute(): Promise<Answer> {
      await work;
      return { status: 200, body, location: null, etag: null, replayed: false };
    },
  },
  services: { publicUrl: "https://plinth.example" },
  authenticate() {
    authenticated++;
    return organizationContext(organization);
  },
  clock: systemClock,
  requests: createRequestLimit(0),
  shedding,
  trustedProxies: [],
  logger: pino({}, { write: (line: string) => void lines.push(line) }),
  stopping: new AbortController().signal,
};
// the parts that this door does not touch are left out
const server = createRestServer(door as unknown as RestDoor);
before(async () => {
  await server.listen({ host: "127.0.0.1", port: 0 });
  lines.length = 0;
});
after(() => server.close());

async function ask(method: "GET" | "POST", url: string) {
  places.length = 0;
  const response = await server.inject({ method, url, ...(method === "POST" ? { payload: {} } : {}) });
  return { status: response.statusCode, response, places: [...places] };
}

test("503: whoever is turned away hears so before anybody has looked at who asks, and leaves no line in the log", async () => {
  full = true;
  const seconds = new Set<string>();
  for (let i = 0; i < 60; i++) {
    const { status, response } = await ask(
      i % 2 === 0 ? "GET" : "POST",
      i % 2 === 0 ? "/v1/things" : "/v1/things/make",
    );
    const { code, request_id, status: told } = response.json();
    assert.deepEqual([status, told, code], [503, 503, "overloaded"]);
    assert.equal(request_id, response.headers["x-request-id"]);
    assert.match(String(response.headers["content-type"]), /^application\/problem\+json/);
    assert.equal(response.headers["cache-control"], "no-store");
    seconds.add(String(response.headers["retry-after"]));
  }
  assert.deepEqual([authenticated, lines.length], [0, 0]);
  assert.ok(seconds.size >= 3, "not all are told to come back at once");
  for (const one of seconds) assert.match(one, /^[1-5]$/);
});

test("200: whoever comes in takes a place until they are answered, once", async () => {
  full = false;
  assert.deepEqual((await ask("GET", "/v1/things")).places, ["+reads", "-reads"]);
  assert.deepEqual((await ask("POST", "/v1/things/make")).places, ["+writes", "-writes"]);
});

test("200: taking access away and looking at what stands still have places of their own", async () => {
  full = true;
  const operators: ["GET" | "POST", string][] = [
    ["POST", "/v1/things/take"],
    ["POST", "/v1/things/end"],
    ["GET", "/v1/stuck"],
  ];
  for (const [method, url] of operators) {
    const { status, places } = await ask(method, url);
    assert.deepEqual([status, places], [200, ["+reserved", "-reserved"]], url);
  }
  roomForOperators = false;
  for (const [method, url] of operators) assert.equal((await ask(method, url)).status, 503, url);
  full = false;
  assert.deepEqual((await ask("GET", "/v1/stuck")).places, ["+reads", "-reads"], "there is room elsewhere");
  roomForOperators = true;
});

test("whoever waits for something to happen takes no place, and is turned away like everybody", async () => {
  full = false;
  assert.deepEqual((await ask("GET", "/v1/news?wait=20")).places, []);
  assert.deepEqual((await ask("GET", "/v1/news")).places, ["+reads", "-reads"]);
  full = true;
  assert.equal((await ask("GET", "/v1/news?wait=20")).status, 503);
});

/** A request to make a thing, whose body comes when the test says so, and whose answer nobody reads. */
function stranger() {
  places.length = 0;
  const { port } = server.server.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1").pause();
  const head =
    "POST /v1/things/make HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n";
  socket.on("error", () => {});
  socket.write(head);
  return socket;
}

const arrived = () => new Promise<IncomingMessage>((resolve) => server.server.once("request", resolve));

test("a body that comes slowly takes no place until it is there", async () => {
  full = false;
  const come = arrived();
  const slow = stranger();
  await come;
  slow.write("{");
  assert.equal((await ask("GET", "/v1/things")).status, 200);
  assert.deepEqual(places, ["+reads", "-reads"]);
  slow.write("}");
  await until("it to be answered", () => places.join().endsWith("+writes,-writes"));
  full = true;
  const gone = arrived();
  const late = stranger().resume();
  await gone;
  const [answer] = await once(late, "data");
  assert.match(String(answer), /^HTTP\/1.1 503 /, "who is sure to be turned away need not send it");
  late.destroy();
  slow.destroy();
});

test("whoever does not read the answer holds no place; whoever has left holds it until the work is done", async () => {
  full = false;
  body = `"${"x".repeat(30_000_000)}"`;
  const reader = stranger();
  reader.write("{}");
  await until("the answer to be made", () => places.join() === "+writes,-writes");
  assert.ok(reader.bytesRead < body.length);
  reader.destroy();
  body = "{}";

  const { promise, resolve } = Promise.withResolvers<void>();
  work = promise;
  const come = arrived();
  const leaver = stranger();
  leaver.write("{}");
  const { socket } = await come;
  await until("it to be let in", () => places.join() === "+writes");
  leaver.destroy();
  await once(socket, "close");
  assert.deepEqual(places, ["+writes"]);
  resolve();
  await until("the work to be done", () => places.join() === "+writes,-writes");
});

test("whoever takes nothing of an answer for two minutes is given up", async () => {
  full = false;
  assert.equal(server.server.timeout, 120_000);
  server.server.timeout = 200;
  body = `"${"x".repeat(30_000_000)}"`;
  const come = arrived();
  const reader = stranger();
  reader.write("{}");
  const { socket } = await come;
  await once(socket, "close");
  reader.destroy();
});
