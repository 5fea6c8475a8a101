/** Exports over a real connection: whoever hangs up, at whatever moment, leaves nothing behind. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type ClientRequest, request } from "node:http";
import type { AddressInfo } from "node:net";
import { after, describe, test } from "node:test";
import Fastify from "fastify";
import Type from "typebox";
import { organizationContext } from "#harness/contexts";
import { execute } from "#harness/execute";
import { testDatabase } from "#harness/postgres";
import { until } from "#harness/until";
import { defineQuery, type Services } from "#platform/action";
import { createDatabase, sql } from "#platform/db";
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
    header: ["n"],
    statements: () => [sql`select array[n::text] as cells from generate_series(1, 3000) n`],
  },
});

/** A server of one query; `before` runs ahead of the query, `record` while it is written to the trail. */
async function served({ before = async () => {}, record = async () => {} } = {}) {
  const server = Fastify();
  server.setErrorHandler((error, asked, reply) => sendFailure(asked, reply, error));
  const context = organizationContext(randomUUID(), { permissions: new Set([permission]) });
  const stopping = new AbortController();
  // what an export reaches; the rest is for deeds
  const services = { stream: database.stream, record } as unknown as Services;
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
  after(() => server.close());
  const { port } = server.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/v1/counted_things`;
  return {
    server,
    stop: () => stopping.abort(),
    ask: (accept: string) => fetch(url, { headers: { accept } }),
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

  test("the database closes, because nobody holds a connection", async () => {
    await database.end();
  });
});
