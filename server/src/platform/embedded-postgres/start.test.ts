// alone: who uses a database is noted by the process
import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import test from "node:test";
import { ask, kill, scratch, serverPid, start, startElsewhere } from "./cluster.fixture.ts";
import { commandLine } from "./processes.ts";

test("an empty directory becomes a running PostgreSQL 18 with UTF-8, checksums and a password", async (t) => {
  const dataDir = await scratch(t);
  const { adminUrl, startedHere, stop } = await start(dataDir);
  assert.equal(startedHere, true);
  assert.match(await ask(adminUrl, "show server_version"), /^18\./);
  assert.equal(await ask(adminUrl, "show data_checksums"), "on");
  const locale = "select datlocprovider::text || ' ' || datlocale || ' ' || pg_encoding_to_char(encoding)";
  assert.equal(
    await ask(adminUrl, `${locale} from pg_database where datname = 'postgres'`),
    "b C.UTF-8 UTF8",
  );
  assert.match(await ask(adminUrl, "select rolpassword from pg_authid where rolname = 'postgres'"), /^SCRAM/);
  assert.equal((await stat(join(dataDir, "postgres.json"))).mode & 0o777, 0o600);

  const wrong = new URL(adminUrl);
  wrong.password = "wrong";
  await assert.rejects(ask(wrong.href, "select 1"), { code: "28P01" });
  await stop();
  await assert.rejects(ask(adminUrl, "select 1"));
});

test("the admin URL opens another database when its path is changed", async (t) => {
  const { adminUrl } = await start(await scratch(t));
  const url = new URL(adminUrl);
  url.pathname = "/template1";
  assert.equal(await ask(url.href, "select current_database()"), "template1");
});

test("the server listens on the loopback address too", async (t) => {
  const { adminUrl, port } = await start(await scratch(t));
  const overTcp = new URL(adminUrl);
  overTcp.search = "";
  overTcp.hostname = "127.0.0.1";
  assert.equal(await ask(overTcp.href, "select inet_server_port()"), String(port));
});

test("a second caller reuses the server, and leaving does not stop it", async (t) => {
  const dataDir = await scratch(t);
  const first = await start(dataDir);
  const second = await start(dataDir);
  assert.equal(second.startedHere, false);
  assert.equal(second.adminUrl, first.adminUrl);
  await second.stop();
  assert.equal(await ask(first.adminUrl, "select 1"), "1");
  await first.stop();
  await assert.rejects(ask(first.adminUrl, "select 1"));
});

test("the server outlives its starter while another process uses it, and ends with the last one", async (t) => {
  const dataDir = await scratch(t);
  const first = await start(dataDir);
  const other = await startElsewhere(dataDir);
  assert.equal(other.startedHere, false);
  await first.stop();
  assert.equal(await ask(first.adminUrl, "select 1"), "1");
  const second = await start(dataDir);
  await kill(other);
  await second.stop();
  await assert.rejects(ask(first.adminUrl, "select 1"));
});

test("of processes that start at the same instant one starts and the others join", async (t) => {
  const dataDir = await scratch(t);
  const starters = await Promise.all([1, 2, 3].map(() => startElsewhere(dataDir)));
  t.after(() => Promise.all(starters.map(kill)));
  assert.equal(starters.filter((starter) => starter.startedHere).length, 1);
  assert.equal(new Set(starters.map((starter) => starter.port)).size, 1);
});

test("stopping twice is stopping once", async (t) => {
  const dataDir = await scratch(t);
  const first = await start(dataDir);
  const second = await start(dataDir);
  await second.stop();
  await second.stop();
  assert.equal(await ask(first.adminUrl, "select 1"), "1");
});

test("a port that someone else has taken is left to them", async (t) => {
  const dataDir = await scratch(t);
  const before = await start(dataDir);
  await before.stop();
  const stranger = createServer();
  await new Promise<void>((resolve) => stranger.listen(before.port, "127.0.0.1", resolve));
  t.after(() => stranger.close());
  const after = await start(dataDir);
  assert.notEqual(after.port, before.port);
  assert.equal(await ask(after.adminUrl, "select 1"), "1");
});

test("a path too long for a socket gets a short one elsewhere", async (t) => {
  const { adminUrl, socketDir } = await start(await scratch(t, "long-".repeat(30)));
  assert.ok(socketDir !== undefined && socketDir.length < 80, socketDir);
  assert.equal(await ask(adminUrl, "select inet_server_addr() is null"), "true");
});

test("settings of the caller win, and only careless clusters skip fsync", async (t) => {
  const dataDir = await scratch(t);
  const careless = await start(dataDir, { settings: { work_mem: "7MB", search_path: "'a', b" } });
  assert.equal(await ask(careless.adminUrl, "show work_mem"), "7MB");
  assert.equal(await ask(careless.adminUrl, "show search_path"), "'a', b");
  assert.equal(await ask(careless.adminUrl, "show fsync"), "off");
  await careless.stop();
  const { adminUrl } = await start(dataDir, { durable: true });
  assert.equal(await ask(adminUrl, "show fsync"), "on");
  assert.equal(await ask(adminUrl, "show synchronous_commit"), "on");
  assert.equal(await ask(adminUrl, "show full_page_writes"), "on");
});

// Sessions are read from /proc.
if (process.platform === "linux") {
  test("a terminal's Ctrl-C does not reach the server: it has a session of its own", async (t) => {
    const dataDir = await scratch(t);
    await start(dataDir);
    const pid = await serverPid(dataDir);
    assert.match((await commandLine(pid)) ?? "", /postgres -D/);
    const session = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ")[1]?.split(" ")[3];
    assert.equal(session, String(pid));
  });
}
