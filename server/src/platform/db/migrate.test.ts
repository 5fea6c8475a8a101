import assert from "node:assert/strict";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, mock, test } from "node:test";
import { Client } from "pg";
import { type EmptyDatabase, emptyDatabase } from "#harness/empty-database";
import { execute } from "#harness/execute";
import { migrate, pendingMigrations } from "./migrate.ts";
import { migrationsFolder } from "./migration-files.ts";

const cleanup: (() => Promise<unknown>)[] = [];
after(() => Promise.all(cleanup.map((deed) => deed())));

const first = { "0001_trees.sql": "create schema plinth; create table trees (id integer primary key);" };
const second = { ...first, "0002_birds.sql": "create table birds (tree integer not null references trees);" };

test("what is missing is applied in order and said; then there is nothing to do, at the price of one question", async () => {
  const { database, dir } = await prepare(second);
  const said: string[] = [];
  assert.deepEqual(await migrate(database.ownerUrl, { dir, say: (line) => said.push(line) }), {
    applied: ["0001_trees.sql", "0002_birds.sql"],
    total: 2,
  });
  assert.match(said.join("\n"), /^applied 0001_trees\.sql in \d+ ms\napplied 0002_birds\.sql in \d+ ms$/);

  const asked = mock.method(Client.prototype, "query");
  assert.deepEqual(await migrate(database.ownerUrl, { dir }), { applied: [], total: 2 });
  assert.equal(asked.mock.callCount(), 1);
  asked.mock.restore();
});

test("of instances that start at once each migration is applied by one", async () => {
  const { database, dir } = await prepare(second);
  const starts = await Promise.all(Array.from({ length: 8 }, () => migrate(database.ownerUrl, { dir })));
  assert.deepEqual(starts.flatMap((start) => start.applied).sort(), ["0001_trees.sql", "0002_birds.sql"]);
});

test("a file that fails is told with name, line and cause, and nothing of it remains", async () => {
  const broken =
    "-- größer 😀\ncreate table leaves (id integer);\n\ninsert into leaves\nselect size from leaves;\n";
  const { database, dir } = await prepare({ ...first, "0002_leaves.sql": broken });
  await assert.rejects(migrate(database.ownerUrl, { dir }), (error: Error) => {
    assert.match(error.message, /0002_leaves\.sql failed at line 5: column "size" does not exist \(42703\)/);
    assert.match(error.message, /\n {2}5 \| select size from leaves;/);
    return true;
  });
  assert.equal(await pendingMigrations(database.ownerUrl, { dir }), 1);
  assert.deepEqual(await execute(database.ownerUrl, "select to_regclass('leaves') as leaves"), [
    { leaves: null },
  ]);
});

test("an applied file that was changed is named", async () => {
  const { database, dir } = await prepare(second);
  await migrate(database.ownerUrl, { dir });
  await writeFile(join(dir, "0001_trees.sql"), "select 1;");
  await assert.rejects(
    migrate(database.ownerUrl, { dir }),
    /0001_trees\.sql was changed after it was applied/,
  );
});

test("a checkout with other line ends is no change", async () => {
  const { database, dir } = await prepare({ "0001_trees.sql": "select 1;\nselect 2;\n" });
  await migrate(database.ownerUrl, { dir });
  await writeFile(join(dir, "0001_trees.sql"), "select 1;\r\nselect 2;\r\n");
  assert.deepEqual((await migrate(database.ownerUrl, { dir })).applied, []);
});

test("an applied file that was renamed is named", async () => {
  const { database, dir } = await prepare(first);
  await migrate(database.ownerUrl, { dir });
  await copyFile(join(dir, "0001_trees.sql"), join(dir, "0001_shrubs.sql"));
  await rm(join(dir, "0001_trees.sql"));
  await assert.rejects(
    migrate(database.ownerUrl, { dir }),
    /0001_shrubs\.sql was applied under the name 0001_trees\.sql/,
  );
});

test("a missing number and a double one are errors before anything runs", async () => {
  const gap = await prepare({ ...first, "0003_late.sql": "select 1;" });
  await assert.rejects(
    migrate(gap.database.ownerUrl, { dir: gap.dir }),
    /0003_late\.sql: migration 0002 is missing/,
  );
  const double = await prepare({ ...first, "0001_also.sql": "select 1;" });
  await assert.rejects(
    migrate(double.database.ownerUrl, { dir: double.dir }),
    /0001_also\.sql has the same number/,
  );
  assert.deepEqual(await execute(double.database.ownerUrl, "select to_regclass('trees') as trees"), [
    { trees: null },
  ]);
});

test("a database newer than the code is refused, but nothing is pending on it", async () => {
  const { database, dir } = await prepare(second);
  await migrate(database.ownerUrl, { dir });
  const older = await folderOf(first);
  await assert.rejects(
    migrate(database.ownerUrl, { dir: older }),
    /newer than this code: it has 0002_birds\.sql/,
  );
  assert.equal(await pendingMigrations(database.appUrl, { dir: older }), 0);
});

test("what is pending can be asked by the roles that serve, before and after", async () => {
  const { database, dir } = await prepare(second);
  assert.equal(await pendingMigrations(database.appUrl, { dir }), 2);
  await migrate(database.ownerUrl, { dir });
  assert.equal(await pendingMigrations(database.appUrl, { dir }), 0);
  assert.equal(await pendingMigrations(database.systemUrl, { dir }), 0);

  const third = await folderOf({ ...second, "0003_nests.sql": "select 1;" });
  assert.equal(await pendingMigrations(database.systemUrl, { dir: third }), 1);
});

test("what a file sets for its session ends with it", async () => {
  const { database, dir } = await prepare({
    "0001_here.sql": "create schema elsewhere; set search_path = elsewhere; set lock_timeout = 1;",
    "0002_there.sql": "create table public_by_default (id integer);",
  });
  await migrate(database.ownerUrl, { dir });
  await execute(database.ownerUrl, "select from public.public_by_default");
});

test("a table that others hold is waited for briefly, again and again, and the queue behind it moves", async () => {
  const { database, dir } = await prepare(first);
  await migrate(database.ownerUrl, { dir });
  await writeFile(join(dir, "0002_taller.sql"), "alter table trees add column height integer;");

  const holder = new Client({ connectionString: database.ownerUrl });
  await holder.connect();
  await holder.query("begin; lock table trees in access share mode");
  const said: string[] = [];
  const done = await migrate(database.ownerUrl, {
    dir,
    lockTimeoutMs: 20,
    say(line) {
      said.push(line);
      if (line.includes("waits")) void holder.query("commit");
    },
  });
  await holder.end();
  assert.deepEqual(done.applied, ["0002_taller.sql"]);
  assert.match(said[0] ?? "", /^0002_taller\.sql waits for a table that others hold \(attempt 1 of \d+\)$/);
});

test("our own migrations are numbered and found where the code is", async () => {
  assert.ok((await pendingMigrations((await prepare({})).database.ownerUrl)) > 0, migrationsFolder);
});

async function prepare(files: Record<string, string>): Promise<{ database: EmptyDatabase; dir: string }> {
  const database = await emptyDatabase();
  cleanup.push(() => database.drop());
  return { database, dir: await folderOf(files) };
}

async function folderOf(files: Record<string, string>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "plinth-migrations-"));
  cleanup.push(() => rm(dir, { recursive: true }));
  for (const [name, sql] of Object.entries(files)) await writeFile(join(dir, name), sql);
  return dir;
}
