/** What the environment may say, and what is answered when it is wrong: in words, without a stack. */
import assert from "node:assert/strict";
import { mkdir, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import test from "node:test";
import { command, type Ended, type Environment, get, serve, workFolder } from "#harness/plinth-process";
import { testDatabase } from "#harness/postgres";
import { scratchCluster } from "#harness/scratch-cluster";

const secret = "a secret of the tests that is long enough to be one";
const key = "plk_brought_by_the_operator_0001";

test("every mistake of the environment is listed at once", async () => {
  const { code, stderr } = await command(await workFolder(), ["start"], {
    PORT: "many",
    DATABASE_URL: "mysql://somewhere/db",
    PLINTH_DEMO: "maybe",
    PLINTH_BOOTSTRAP_KEY: "secret-key-of-mine",
    LOG_LEVEL: "loud",
  });
  assert.equal(code, 1);
  for (const name of [
    "PORT",
    "DATABASE_URL",
    "PLINTH_SECRET",
    "PLINTH_DEMO",
    "PLINTH_BOOTSTRAP_KEY",
    "LOG_LEVEL",
  ]) {
    assert.match(stderr, new RegExp(`^  ${name} `, "m"));
  }
  assert.doesNotMatch(stderr, /secret-key-of-mine/);
  withoutStack(stderr);
});

test("a busy port is said with the remedy, before anything is made", async (t) => {
  const folder = await workFolder();
  const stranger = createServer();
  await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
  t.after(() => stranger.close());
  const { port } = stranger.address() as { port: number };

  const { code, stderr } = await command(folder, ["start"], { PORT: String(port) });
  assert.equal(code, 1);
  assert.match(stderr, new RegExp(`Port ${port} is in use`));
  assert.match(stderr, new RegExp(`PORT=${port + 1} npm start`));
  withoutStack(stderr);
  await assert.rejects(stat(join(folder, ".plinth")), { code: "ENOENT" });
});

test("a host that is no address of this machine is said plainly", async () => {
  const { code, stderr } = await command(await workFolder(), ["start"], {
    HOST: "192.0.2.1",
    PORT: "39999",
    PLINTH_MAIL: "catch",
  });
  assert.equal(code, 1);
  assert.match(stderr, /HOST is "192\.0\.2\.1", which is no address of this machine/);
  withoutStack(stderr);
});

test("PLINTH_DEMO=off starts empty and says how to make an organization", async () => {
  const folder = await workFolder();
  const server = await serve(folder, { PLINTH_DEMO: "off" });
  assert.equal(server.key, undefined);
  assert.match(server.said(), /organization create --name/);
  const made = await command(folder, ["organization", "create", "--name", "Muster GmbH", "--json"]);
  assert.equal((await get(`${server.url}/v1/me`, JSON.parse(made.stdout).key)).status, 200);
  await stopped(server);
});

test("PLINTH_BOOTSTRAP_KEY makes the first organization, is never printed, and counts only once", async () => {
  const folder = await workFolder();
  const first = await serve(folder, { PLINTH_DEMO: "off", PLINTH_BOOTSTRAP_KEY: key });
  assert.equal((await get(`${first.url}/v1/me`, key)).status, 200);
  const { json } = await get(`${first.url}/v1/organizations`, key);
  assert.deepEqual(
    (json.data as { demo: boolean }[]).map(({ demo }) => demo),
    [false],
  );
  await stopped(first, key);

  const later = `${key}_another`;
  const second = await serve(folder, { PLINTH_DEMO: "off", PLINTH_BOOTSTRAP_KEY: later });
  assert.equal((await get(`${second.url}/v1/me`, later)).status, 401);
  assert.equal((await get(`${second.url}/v1/me`, key)).status, 200);
  await stopped(second, later);
});

test("with the demonstration, PLINTH_BOOTSTRAP_KEY is its key; .env is read", async () => {
  const folder = await workFolder();
  await writeFile(join(folder, ".env"), `PLINTH_BOOTSTRAP_KEY=${key}\n`);
  const server = await serve(folder);
  const { json } = await get(`${server.url}/v1/organizations`, key);
  assert.deepEqual(
    (json.data as { demo: boolean }[]).map(({ demo }) => demo),
    [true],
  );
  await stopped(server, key);
});

test("a database that nobody serves is named, without its password", async () => {
  const { code, stderr } = await command(await workFolder(), ["start"], {
    DATABASE_URL: "postgres://someone:hunter2@127.0.0.1:1/plinth",
    PLINTH_SECRET: secret,
  });
  assert.equal(code, 1);
  assert.match(stderr, /"plinth" at 127\.0\.0\.1:1 cannot be reached as "someone": nobody listens there/);
  assert.doesNotMatch(stderr, /hunter2/);
  withoutStack(stderr);
});

test("serving as superuser or as the owner is refused", async (t) => {
  const database = await testDatabase();
  t.after(() => database.drop());
  const others = {
    DATABASE_OWNER_URL: database.ownerUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
    PLINTH_SECRET: secret,
  };
  for (const [url, reason] of [
    [database.adminUrl, /is a superuser/],
    [database.ownerUrl, /owns /],
  ] as const) {
    const { code, stderr } = await command(await workFolder(), ["start"], { DATABASE_URL: url, ...others });
    assert.equal(code, 1);
    assert.match(stderr, /Refusing to serve as the database role/);
    assert.match(stderr, reason);
    withoutStack(stderr);
  }
});

test("from an administrative URL the roles are made, and plinth_app serves", async (t) => {
  const cluster = await scratchCluster();
  t.after(() => cluster.stop());
  const env: Environment = {
    DATABASE_URL: await cluster.newDatabase("company"),
    PLINTH_SECRET: secret,
    PLINTH_DEMO: "off",
    PLINTH_BOOTSTRAP_KEY: key,
  };
  const folder = await workFolder();
  const server = await serve(folder, env);
  assert.equal((await get(`${server.url}/v1/me`, key)).status, 200);
  assert.equal((await get(`${server.url}/readyz`, key)).status, 200);
  await stopped(server);
  await assert.rejects(stat(join(folder, ".plinth")), { code: "ENOENT" });
});

test("a role that can neither serve alone nor make roles is answered with both ways out", async (t) => {
  const database = await testDatabase();
  t.after(() => database.drop());
  const { code, stderr } = await command(await workFolder(), ["start"], {
    DATABASE_URL: database.appUrl,
    PLINTH_SECRET: secret,
  });
  assert.equal(code, 1);
  assert.match(stderr, /CREATEROLE/);
  assert.match(stderr, /DATABASE_OWNER_URL/);
  withoutStack(stderr);
});

test("a damaged secret is not replaced but complained about", async () => {
  const folder = await workFolder();
  await mkdir(join(folder, ".plinth"));
  await writeFile(join(folder, ".plinth", "secret"), "short\n");
  const { code, stderr } = await command(folder, ["migrate"]);
  assert.equal(code, 1);
  assert.match(stderr, /is damaged/);
  withoutStack(stderr);
});

test("every command describes itself with examples, without a database", async () => {
  const folder = await workFolder();
  const ways = [
    [],
    ["start"],
    ["migrate"],
    ["organization"],
    ["organization", "create"],
    ["organization", "list"],
    ["key"],
    ["key", "create"],
    ["import"],
    ["openapi"],
  ];
  const helps: Ended[] = await Promise.all(
    ways.map((way) => command(folder, [...way, "--help"], { PORT: "wrong" })),
  );
  for (const [i, { code, stdout }] of helps.entries()) {
    assert.equal(code, 0, ways[i]?.join(" "));
    assert.match(stdout, /Usage: npm run plinth -- /);
    assert.match(stdout, /Examples?:\n +\$ /);
  }
});

test("openapi prints the document that the server would answer, without a database", async () => {
  const folder = await workFolder();
  const { code, stdout } = await command(folder, ["openapi"]);
  assert.equal(code, 0);
  const document = JSON.parse(stdout);
  assert.equal(document.openapi, "3.1.0");
  assert.ok("/v1/customers" in document.paths && "/v1/events" in document.paths);
  await assert.rejects(stat(join(folder, ".plinth")), { code: "ENOENT" });
});

async function stopped(
  server: { signal(name: "SIGTERM"): void; ended: Promise<Ended> },
  hidden?: string,
): Promise<void> {
  server.signal("SIGTERM");
  const { code, stdout, stderr } = await server.ended;
  assert.equal(code, 0, stderr);
  if (hidden !== undefined) assert.ok(!stdout.includes(hidden) && !stderr.includes(hidden));
}

function withoutStack(text: string): void {
  assert.doesNotMatch(text, /\n +at /);
}
