/** How the server ends: work under way is finished, waiting is cut short, and a second Ctrl-C is obeyed at once. */
import assert from "node:assert/strict";
import test from "node:test";
import { Client } from "pg";
import { execute } from "#harness/execute";
import { get, type Served, serve, workFolder } from "#harness/plinth-process";
import { type TestDatabase, testDatabase } from "#harness/postgres";
import { relayed } from "#harness/trail";

const key = "plk_stopping_in_good_order_0001";

test("SIGTERM under a running request: no new ones are taken, this one is answered, exit code 0", async (t) => {
  const { server, database } = await serving(t);
  const customer = await newCustomer(server);
  const holder = await holdRow(t, database, customer);
  const change = rename(server, customer);
  await waitForLock(database);

  server.signal("SIGTERM");
  await untilRefused(`${server.url}/healthz`);
  await holder.query("rollback");
  assert.equal((await change).status, 200);
  assert.equal((await server.ended).code, 0);
  const [row] = await execute(database.adminUrl, `select name from customers where id = '${customer}'`);
  assert.equal(row?.name, "Renamed GmbH");
});

test("SIGTERM answers those who wait for events at once, and leaves no idle connection to wait for", async (t) => {
  const { server, database } = await serving(t);
  await relayed(database.adminUrl);
  const { json: here } = await get(`${server.url}/v1/events?after=now`, key);
  const waiting = get(`${server.url}/v1/events?after=${here.next_cursor}&wait=30`, key);
  await untilLookedAtEvents(database);
  const askedAt = performance.now();
  server.signal("SIGTERM");
  assert.deepEqual((await waiting).json.data, []);
  assert.equal((await server.ended).code, 0);
  assert.ok(performance.now() - askedAt < keptAliveMs);
});

test("a second Ctrl-C ends the process at once with 130", async (t) => {
  const { server, database } = await serving(t);
  const customer = await newCustomer(server);
  await holdRow(t, database, customer);
  const change = rename(server, customer).catch(() => undefined);
  await waitForLock(database);

  server.signal("SIGINT");
  await server.prints(/Stopping/);
  let code: number | null | undefined;
  void server.ended.then((ended) => {
    code = ended.code;
  });
  while (code === undefined) {
    server.signal("SIGINT");
    await execute(database.adminUrl, "select 1"); // paces the presses
  }
  assert.equal(code, 130);
  await change;
});

test("what nobody caught is logged with its cause, and ends the process with 1", async () => {
  const folder = await workFolder();
  const crash =
    "data:text/javascript,process.once('SIGUSR2', () => { throw new Error('planted', { cause: 'the cause' }) })";
  const server = await serve(folder, { NODE_OPTIONS: `--import "${crash}"`, PLINTH_DEMO: "off" });
  server.signal("SIGUSR2");
  const { code, stdout } = await server.ended;
  assert.equal(code, 1);
  const line = stdout.split("\n").find((one) => one.includes("nobody caught this")) ?? "";
  assert.match(line, /planted/);
  assert.match(line, /the cause/);
});

/** How long the test's own client keeps an idle connection: a server that waits for it is too slow. */
const keptAliveMs = 4_000;

type Test = { after(deed: () => Promise<unknown>): void };

async function serving(t: Test): Promise<{ server: Served; database: TestDatabase }> {
  const database = await testDatabase();
  t.after(() => database.drop());
  const server = await serve(await workFolder(), {
    DATABASE_URL: database.appUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
    PLINTH_SECRET: "a secret of the tests that is long enough to be one",
    PLINTH_DEMO: "off",
    PLINTH_BOOTSTRAP_KEY: key,
  });
  return { server, database };
}

async function newCustomer(server: Served): Promise<string> {
  const response = await fetch(`${server.url}/v1/customers`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "Held GmbH", country: "DE", currency: "EUR" }),
  });
  assert.equal(response.status, 201);
  return ((await response.json()) as { id: string }).id;
}

function rename(server: Served, customer: string): Promise<Response> {
  return fetch(`${server.url}/v1/customers/${customer}`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", "if-match": "1" },
    body: JSON.stringify({ name: "Renamed GmbH" }),
  });
}

/** A stranger who keeps the row locked, so that a request takes as long as the test wants. */
async function holdRow(t: Test, database: TestDatabase, customer: string): Promise<Client> {
  const holder = new Client({ connectionString: database.adminUrl });
  holder.on("error", () => {});
  await holder.connect();
  t.after(() => holder.end());
  await holder.query("begin");
  await holder.query("select 1 from customers where id = $1 for update", [customer]);
  return holder;
}

async function waitForLock(database: TestDatabase): Promise<void> {
  const waiting =
    "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  while ((await execute(database.adminUrl, waiting)).length === 0);
}

async function untilLookedAtEvents(database: TestDatabase): Promise<void> {
  const looked = `select 1 from pg_stat_activity
                   where datname = current_database() and usename = 'plinth_app' and query like '%plinth.events%'`;
  while ((await execute(database.adminUrl, looked)).length === 0);
}

async function untilRefused(url: string): Promise<void> {
  for (let open = true; open; ) {
    open = await fetch(url).then(
      ({ status }) => status !== 503,
      () => false,
    );
  }
}
