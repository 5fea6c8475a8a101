/** Several processes behind one port, as an operator runs them: the real `start`, whose processes are killed. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { request } from "node:http";
import test, { type TestContext } from "node:test";
import { promisify } from "node:util";
import { founders } from "#app";
import { execute } from "#harness/execute";
import { type Served, serve, workFolder } from "#harness/plinth-process";
import { type TestDatabase, testDatabase } from "#harness/postgres";
import { pace, until } from "#harness/until";
import { createKey } from "#modules/identity";
import { createOrganization, systemContext } from "#modules/organizations";
import { createDatabase } from "#platform/db";
import { connectionsFor, warnOfFewConnections } from "../../src/commands/processes-connections.ts";

/** To start, or to stop, on a busy machine. */
const patienceMs = 60_000;
const key = "plk_several_processes_on_one_port_1";

test("two processes are one to those who ask, whichever of them dies", async (t) => {
  const database = await testDatabase();
  t.after(() => database.drop());
  const server = await start(database);
  assert.match(server.said(), /Processes 2, which share the port/);

  await t.test("both serve, and either tells the figures of all, the primary's too", async () => {
    const answered = new Set<string>();
    await until("both to have answered", async () => {
      await ask(server.url, "GET", "/v1/me");
      await pace(50); // lines are written once a second
      for (const [, number = ""] of server
        .said()
        .matchAll(/"process":(\d).*"route":"\/v1\/me","status":200/g))
        answered.add(number);
      return answered.size === 2;
    });
    for (let i = 0; i < 2; i++) {
      const { text } = await ask(server.url, "GET", "/metrics");
      for (const process of ["primary", "1", "2"])
        assert.match(text, new RegExp(`^process_resident_memory_bytes\\{process="${process}"\\} \\d+$`, "m"));
      assert.equal(text.match(/^# TYPE process_resident_memory_bytes /gm)?.length, 1);
      assert.equal(figure(text, "plinth_processes_listening"), 2);
      assert.equal(figure(text, "plinth_processes_replaced_total"), 0);
    }
  });

  await t.test("too few connections for all of them are said in words, enough are not", async () => {
    const said: string[] = [];
    const rows = await execute(database.adminUrl, "select current_setting('max_connections')::int as most");
    const enough = Math.floor(Number(rows[0]?.most) / connectionsFor(1)) - 1;
    await warnOfFewConnections(database.systemUrl, enough, (line) => said.push(line));
    assert.equal(said.length, 0);
    await warnOfFewConnections(database.systemUrl, 200, (line) => said.push(line));
    assert.match(
      said.join(),
      /^PostgreSQL allows \d+ connections, and 200 processes may want 8416: raise max_conn/,
    );
  });

  await t.test("429: one limit for both", async () => {
    const limited = await organizationOf(database, 60);
    let admitted = 0;
    let refused = 0;
    // of sixty one actor may send half; each process alone would let thirty in
    while (refused < 6 && admitted < 80) {
      const { status } = await ask(server.url, "GET", "/v1/customers", { key: limited });
      if (status === 200) admitted++;
      if (status === 200) refused = 0;
      if (status === 429) refused++;
      await pace(50);
    }
    assert.ok(admitted >= 30 && admitted <= 48, `${admitted} came in`);
  });

  await t.test(
    "one that is killed −9 under load is replaced, and nothing that was acknowledged is lost",
    async () => {
      const load = putUnderLoad(t, server);
      await load.acknowledges(20);
      const [victim = 0] = await childrenOf(server.pid);
      process.kill(victim, "SIGKILL");
      const listening = () => server.said().match(/"msg":"listening on/g)?.length;
      await until("another one to listen", () => listening() === 3, patienceMs);
      const { text } = await ask(server.url, "GET", "/metrics");
      assert.equal(figure(text, "plinth_processes_replaced_total"), 1);
      assert.equal(figure(text, "plinth_processes_listening"), 2);
      await load.acknowledges(20);
      await load.end();
      await assertThereOnce(database, load.acknowledged);
      assert.ok(!(await childrenOf(server.pid)).includes(victim));
      assert.match(server.said(), /"process":"primary".*"how":"SIGKILL".*another one takes its place/);
    },
  );

  await t.test("SIGTERM under load: what is under way is answered, and all of them are gone", async () => {
    const load = putUnderLoad(t, server);
    await load.acknowledges(20);
    const children = await childrenOf(server.pid);
    const askedAt = performance.now();
    server.signal("SIGTERM");
    const { code, stderr } = await server.ended;
    assert.equal(code, 0, stderr);
    assert.ok(performance.now() - askedAt < 10_000);
    await load.end();
    await assertThereOnce(database, load.acknowledged);
    assert.deepEqual(children.filter(isAlive), []);
    assert.doesNotMatch(server.said(), /"level":[56]0/);
  });

  await t.test("SIGKILL of the primary leaves nobody behind: they finish, and go", async () => {
    const again = await start(database);
    const children = await childrenOf(again.pid);
    assert.equal(children.length, 2);
    const load = putUnderLoad(t, again);
    await load.acknowledges(20);
    again.signal("SIGKILL");
    await until("all of them to be gone", () => !children.some(isAlive), patienceMs);
    await load.end();
    await assertThereOnce(database, load.acknowledged);
  });
});

async function start(database: TestDatabase): Promise<Served> {
  return await serve(await workFolder(), {
    ...{ PLINTH_PROCESSES: "2", PLINTH_DEMO: "off", PLINTH_BOOTSTRAP_KEY: key },
    ...{ DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl },
    ...{ DATABASE_SYSTEM_URL: database.systemUrl, PLINTH_REQUESTS_PER_MINUTE: "0" },
    PLINTH_SECRET: "a secret of the tests that is long enough to be one",
  });
}

/** An organization with a limit of its own. @returns a key */
async function organizationOf(urls: TestDatabase, perMinute: number): Promise<string> {
  const database = await createDatabase(urls);
  try {
    const organization = await createOrganization(database, founders, { name: "Limited GmbH" });
    await execute(
      urls.adminUrl,
      `update organizations set requests_per_minute = ${perMinute} where id = '${organization}'`,
    );
    const wanted = { name: "A key", role: "owner" as const, scopes: null, expiresAt: null };
    const made = await database.transaction(systemContext(organization, "test"), (tx) =>
      createKey(tx, wanted),
    );
    return made.secret;
  } finally {
    await database.end();
  }
}

type Answer = { status: number; text: string };
type Question = { key?: string; body?: object; idempotencyKey?: string };

/** Over a connection of its own, so that the processes take turns. @throws when nobody answers */
async function ask(url: string, method: string, path: string, question: Question = {}): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const headers = {
    authorization: `Bearer ${question.key ?? key}`,
    "content-type": "application/json",
    ...(question.idempotencyKey === undefined ? {} : { "idempotency-key": question.idempotencyKey }),
  };
  const asking = request(`${url}${path}`, { method, headers, agent: false, timeout: 10_000 }, (answer) => {
    let text = "";
    answer.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text })).on("error", reject);
  });
  asking.on("timeout", () => asking.destroy(new Error("nobody answered"))).on("error", reject);
  asking.end(question.body === undefined ? undefined : JSON.stringify(question.body));
  return await promise;
}

/** Four clients who create one company after the other, and insist on each until it is acknowledged or nobody listens. */
function putUnderLoad(t: TestContext, { url }: Served) {
  const acknowledged = new Map<string, string>();
  let ending = false;
  let last = "";
  t.after(() => {
    ending = true;
  });
  const client = async () => {
    while (!ending) {
      const name = `Company ${randomUUID()}`;
      const body = { name, country: "DE", currency: "EUR" };
      const question = { body, idempotencyKey: randomUUID() };
      for (let done = false; !done && !ending; ) {
        const answer = await ask(url, "POST", "/v1/customers", question).catch((error: Error) => {
          last = error.message;
        });
        if (answer?.status === 201) acknowledged.set(name, (JSON.parse(answer.text) as { id: string }).id);
        else assert.ok(answer === undefined || answer.status === 503, answer?.text);
        last = answer?.text ?? last;
        done = answer?.status === 201;
        await pace(20);
      }
    }
  };
  const clients = Promise.all(Array.from({ length: 4 }, client));
  return {
    acknowledged,
    /** Waits until so many more are. */
    async acknowledges(more: number) {
      const enough = acknowledged.size + more;
      const question = () => {
        if (acknowledged.size < enough) throw new Error(`${acknowledged.size} are; the last answer: ${last}`);
        return true;
      };
      await until(`${enough} to be acknowledged`, question, patienceMs);
    },
    async end() {
      ending = true;
      await clients;
    },
  };
}

async function assertThereOnce(database: TestDatabase, acknowledged: Map<string, string>): Promise<void> {
  const rows = await execute(database.adminUrl, "select name, id from customers where name like 'Company %'");
  const there = Map.groupBy(rows, ({ name }) => String(name));
  assert.ok(acknowledged.size > 0);
  for (const [name, id] of acknowledged) assert.deepEqual(there.get(name), [{ name, id }]);
  assert.ok(
    [...there.values()].every(({ length }) => length === 1),
    "once",
  );
}

function figure(text: string, name: string): number {
  return Number(new RegExp(`^${name}\\{process="primary"\\} (\\S+)$`, "m").exec(text)?.[1]);
}

async function childrenOf(pid: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="]);
  const all = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  return all.flatMap(([child, parent]) => (child !== undefined && parent === pid ? [child] : []));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
