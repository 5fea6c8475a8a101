/** Exports over a real connection: whoever hangs up, at whatever moment, leaves nothing behind. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { after, describe, test } from "node:test";
import Fastify from "fastify";
import Type from "typebox";
import { organizationContext } from "#harness/contexts";
import { execute } from "#harness/execute";
import { figureOf } from "#harness/figures";
import { testDatabase } from "#harness/postgres";
import { until } from "#harness/until";
import { defineQuery, type Services } from "#platform/action";
import { createDatabase, sql } from "#platform/db";
import { createExportLimit, type ExportLimit } from "#platform/limits";
import { sendFailure } from "./answer.ts";
import { addQuery } from "./asking.ts";

const admin = await testDatabase();
const database = await createDatabase(admin);
after(() => admin.drop());

const permission = "counted_things:read";
const counted = defineQuery({
  name: "counted_things.list",
  door: "GET /v1/counted_things",
  describe: "Numbers that are counted for a test.",
  permission,
  recorded: true,
  parameters: Type.Object({}),
  output: Type.Object({}),
  problems: [],
  run: async () => "{}",
  csv: {
    action: "counted_things.export",
    header: ["n", "x"],
    statements: () => [
      sql`select array[n::text, x] as cells from generate_series(1, 3000) n, repeat('x', 2000) x`,
    ],
  },
});

/** A server of one query; `before` runs ahead of the query, `record` while it is written to the trail. */
async function served({
  before = async () => {},
  record = async () => {},
  exports = createExportLimit({ atOnce: 2 }),
} = {}) {
  const server = Fastify();
  server.setErrorHandler((error, asked, reply) => sendFailure(asked, reply, error));
  const context = organizationContext(randomUUID(), { permissions: new Set([permission]) });
  const stopping = new AbortController();
  // what an export reaches; the rest is for deeds
  const services = { stream: database.stream, record, exports } as unknown as Services;
  addQuery(
    server,
    (_, work) => async (asked, reply) => {
      await before();
      return work(context, asked, reply);
    },
    counted,
    services,
    stopping.signal,
  );
  await server.listen({ port: 0, host: "127.0.0.1" });
  after(() => {
    server.server.closeAllConnections();
    return server.close();
  });
  const { port } = server.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/v1/counted_things`;
  return {
    server,
    stop: () => stopping.abort(),
    // a red test must not hang
    ask: (accept: string) => fetch(url, { headers: { accept }, signal: AbortSignal.timeout(20_000) }),
    /** An export that its caller can hang up on. */
    begin(): ClientRequest {
      const asking = request(url, { headers: { accept: "text/csv" } });
      asking.on("error", () => {});
      asking.end();
      return asking;
    },
  };
}

/** Something that a test holds open: it knows how many wait, and lets them on. */
function gate() {
  let waiting: (() => void)[] = [];
  return {
    arrived: () => waiting.length,
    pass: () => new Promise<void>((resolve) => void waiting.push(resolve)),
    open() {
      for (const resolve of waiting) resolve();
      waiting = [];
    },
  };
}

async function isWhole(answer: Response): Promise<void> {
  assert.equal(answer.status, 200);
  assert.equal((await answer.text()).split("\r\n").length, 3_002);
}

/** How many exports hold a connection. */
async function holding(): Promise<unknown> {
  const [row] = await execute(
    admin.adminUrl,
    `select count(*)::int as count from pg_stat_activity
      where application_name = 'plinth stream' and datname = current_database() and xact_start is not null`,
  );
  return row?.count;
}

describe("exports of one organization", () => {
  test("429: two at once, the third hears when to come again; who goes away makes room", async () => {
    const recording = gate();
    let free = false;
    const at = await served({ record: () => (free ? Promise.resolve() : recording.pass()) });
    const running = [at.begin(), at.begin()];
    await until("both to be under way", () => recording.arrived() === 2);
    const turnedAway = 'plinth_rate_limited_total{limit="exports"}';
    const before = await figureOf(turnedAway);
    const refused = await at.ask("text/csv");
    assert.equal((await figureOf(turnedAway)) - before, 1);
    assert.deepEqual([refused.status, refused.headers.get("retry-after")], [429, "10"]);
    assert.match(await refused.text(), /rate_limited/);
    free = true;
    assert.equal((await at.ask("application/json")).status, 200, "pages go on");
    assert.equal(await figureOf("plinth_exports_open"), 2);
    running[0]?.destroy();
    await until("its place to be free", async () => {
      const answer = await at.ask("text/csv");
      await answer.text();
      return answer.status === 200;
    });
    recording.open();
    await until("both to have ended", async () => (await figureOf("plinth_exports_open")) === 0);
  });
});

describe("an export that nobody waits for any more", () => {
  test("its caller hangs up while it is recorded: every connection is free at once, and the next is whole", async () => {
    const [recording, gone] = [gate(), gate()];
    let free = false;
    const at = await served({ record: () => (free ? Promise.resolve() : recording.pass()) });
    at.server.server.on("connection", (socket) => socket.once("close", () => void gone.pass()));
    for (let i = 1; i <= 4; i++) {
      const asking = at.begin();
      await until("the export to be recorded", () => recording.arrived() === 1);
      asking.destroy();
      await until("the server to hear of it", () => gone.arrived() === i);
      // while it is still being recorded
      await until("the export to let go of its connection", async () => (await holding()) === 0);
      recording.open();
    }
    free = true;
    await isWhole(await at.ask("text/csv"));
  });

  test("its caller hangs up before it is known who they are: nothing is begun, and the next is whole", async () => {
    const [entering, gone] = [gate(), gate()];
    let free = false;
    let recorded = 0;
    const at = await served({
      before: () => (free ? Promise.resolve() : entering.pass()),
      record: async () => void recorded++,
    });
    at.server.server.on("connection", (socket) => socket.once("close", () => void gone.pass()));
    for (let i = 1; i <= 4; i++) {
      const asking = at.begin();
      await until("the caller to be looked at", () => entering.arrived() === 1);
      asking.destroy();
      await until("the server to hear of it", () => gone.arrived() === i);
      entering.open();
    }
    free = true;
    await isWhole(await at.ask("text/csv"));
    assert.equal(recorded, 1, "what was never asked for is not told in the trail");
    assert.equal(await holding(), 0);
  });

  test("503: the server stops while it is recorded", async () => {
    const recording = gate();
    const at = await served({ record: recording.pass });
    const answered = at.ask("text/csv");
    await until("the export to be recorded", () => recording.arrived() === 1);
    at.stop();
    await until("the export to let go of its connection", async () => (await holding()) === 0);
    recording.open();
    assert.equal((await answered).status, 503);
  });

  test("its time is over while its caller takes nothing: it is cut off, and leaves its place to the next", async () => {
    const [limit, deadline] = [createExportLimit({ atOnce: 1 }), new AbortController()];
    const exports: ExportLimit = {
      begin: (organizationId, caller) =>
        limit.begin(organizationId, AbortSignal.any([caller, deadline.signal])),
    };
    const at = await served({ exports });
    const slow = at.begin();
    const [answer] = (await once(slow, "response")) as [IncomingMessage];
    let broken = false;
    answer.once("error", () => (broken = true)).pause();
    await until("the export to have begun", async () => (await holding()) === 1);
    deadline.abort();
    await until("the export to let go of its connection", async () => (await holding()) === 0);
    answer.resume();
    await until("the caller to hear that it is not whole", () => broken);
    await isWhole(await (await served({ exports: limit })).ask("text/csv"));
  });

  test("the database closes, because nobody holds a connection", async () => {
    await database.end();
  });
});
