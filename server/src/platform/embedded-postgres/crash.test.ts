import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import test from "node:test";
import { ask, kill, killServer, scratch, serverPid, start, startElsewhere } from "./cluster.fixture.ts";
import { giveTo } from "./service-user.ts";

const root = process.getuid?.() === 0;

test("a killed server starts again with what was committed", async (t) => {
  const dataDir = await scratch(t);
  const first = await start(dataDir, { durable: true });
  await ask(first.adminUrl, "create table kept as select 42 as answer");
  await killServer(dataDir);
  const second = await start(dataDir, { durable: true });
  assert.equal(second.startedHere, true);
  assert.equal(await ask(second.adminUrl, "select answer from kept"), "42");
});

test("the server of a killed starter is adopted, and stopped by the one who adopted it", async (t) => {
  const dataDir = await scratch(t);
  const starter = await startElsewhere(dataDir);
  const pid = await serverPid(dataDir);
  await kill(starter);
  const heir = await start(dataDir);
  assert.equal(heir.startedHere, true);
  assert.equal(heir.port, starter.port);
  assert.equal(await serverPid(dataDir), pid);
  await heir.stop();
  await assert.rejects(ask(heir.adminUrl, "select 1"));
});

test("a noted process id that is now a stranger's does not keep the server from starting", async (t) => {
  const dataDir = await scratch(t);
  await start(dataDir);
  await killServer(dataDir);
  // The same account as the server's: from another account's process PostgreSQL would conclude by itself.
  const owner = await stat(join(dataDir, "postgres"));
  const stranger = spawn("sleep", ["60"], root ? { uid: owner.uid, gid: owner.gid } : {});
  t.after(() => stranger.kill("SIGKILL"));
  const pidFile = join(dataDir, "postgres", "postmaster.pid");
  await writeFile(pidFile, (await readFile(pidFile, "utf8")).replace(/^\d+/, String(stranger.pid)));

  const again = await start(dataDir);
  assert.equal(await ask(again.adminUrl, "select 1"), "1");
  assert.equal(stranger.exitCode, null);
});

test("lost connection facts are renewed, with the server stopped or running", async (t) => {
  const dataDir = await scratch(t);
  const first = await start(dataDir);
  await ask(first.adminUrl, "create table kept as select 1");
  await first.stop();
  for (const damage of [
    () => rm(join(dataDir, "postgres.json")),
    () => writeFile(join(dataDir, "postgres.json"), "{"),
  ]) {
    await damage();
    const healed = await start(dataDir);
    assert.match(healed.said, /renewing its password/);
    assert.equal(await ask(healed.adminUrl, "select count(*) from kept"), "1");
  }
});

test("a first start that was interrupted half-way leaves nothing behind", async (t) => {
  const dataDir = await scratch(t);
  await mkdir(join(dataDir, "postgres.new-1", "cluster"), { recursive: true });
  await writeFile(join(dataDir, "postgres.new-1", "cluster", "PG_VERSION"), "18\n");
  await writeFile(
    join(dataDir, "postgres.json"),
    JSON.stringify({ cluster: "/nowhere", password: "p", port: 0, users: [] }),
  );
  const { adminUrl } = await start(dataDir);
  assert.equal(await ask(adminUrl, "select 1"), "1");
  assert.deepEqual(
    (await readdir(dataDir)).filter((name) => name.includes("new")),
    [],
  );
});

test("a cluster of another major version is refused with what to do", async (t) => {
  const dataDir = await scratch(t);
  await mkdir(join(dataDir, "postgres"), { recursive: true });
  await writeFile(join(dataDir, "postgres", "PG_VERSION"), "17\n");
  await assert.rejects(start(dataDir), /was made by PostgreSQL 17, and PostgreSQL 18 is installed/);
});

// Elsewhere there is no other account to run under, so these rules have no meaning.
if (root) {
  test("as root: the server runs as an unprivileged account, also on a cluster that root restored", async (t) => {
    const dataDir = await scratch(t);
    const first = await start(dataDir);
    const { uid } = await stat(`/proc/${await serverPid(dataDir)}`);
    assert.notEqual(uid, 0);
    await first.stop();
    await giveTo({ uid: 0, gid: 0 }, join(dataDir, "postgres"));
    const second = await start(dataDir);
    assert.equal(await ask(second.adminUrl, "select 1"), "1");
  });

  test("as root: a directory that the account cannot reach is said, and a stable place outside is used", async (t) => {
    const dataDir = await scratch(t);
    await chmod(dirname(dataDir), 0o700);
    const first = await start(dataDir);
    const { cluster } = JSON.parse(await readFile(join(dataDir, "postgres.json"), "utf8"));
    assert.match(first.said, /cannot reach/);
    assert.ok(!cluster.startsWith(dataDir));
    await ask(first.adminUrl, "create table kept as select 1");
    await first.stop();
    const second = await start(dataDir);
    assert.equal(await ask(second.adminUrl, "select count(*) from kept"), "1");
    await second.stop();

    await rm(join(dataDir, "postgres.json"));
    const third = await start(dataDir);
    assert.equal(await ask(third.adminUrl, "select count(*) from kept"), "1");
  });
}
