import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { type EmptyDatabase, emptyDatabase } from "#harness/empty-database";
import { testDatabase } from "#harness/postgres";
import { rowFixtures } from "#harness/row-fixtures";
import { fillTables } from "#harness/tenant-rows";
import { migrate } from "#platform/db";
import { dumpSchema, schemaDifference } from "../src/platform/db/schema-dump.ts";

const migrations = fileURLToPath(new URL("../migrations", import.meta.url));
const owners = {
  organizations: [randomUUID(), randomUUID()],
  people: [randomUUID(), randomUUID()],
};

const made: EmptyDatabase[] = [];
after(() => Promise.all(made.map((database) => database.drop())));

test("every migration runs on a database that holds rows of two organizations and two people", async () => {
  const tables = await migrateOverRows({});
  for (const name of ["organizations", "plinth.outbox", "users", "recovery_codes", "plinth.mails"])
    assert.ok(tables.includes(name), name);
});

test("server/schema.sql is the schema after all migrations", async () => {
  const database = await testDatabase();
  const kept = await readFile(new URL("../schema.sql", import.meta.url), "utf8");
  const drift = schemaDifference(kept, await dumpSchema(database.ownerUrl));
  assert.equal(drift, "", `run \`npm run schema\` and commit what it writes:\n${drift}`);
  await database.drop();
});

test("a migration that only an empty database survives fails", async () => {
  const planted = { "customers_careless.sql": "alter table customers add column nickname text not null;" };
  await assert.rejects(
    migrateOverRows(planted),
    /customers_careless\.sql failed: column "nickname".*contains null/,
  );
});

test("a migration that only a database without people survives fails", async () => {
  const planted = { "sessions_careless.sql": "alter table sessions add column device text not null;" };
  await assert.rejects(
    migrateOverRows(planted),
    /sessions_careless\.sql failed: column "device".*contains null/,
  );
});

test("a table of organizations that cannot be filled fails", async () => {
  const planted = {
    "closed_doors.sql": `
      create table closed_doors (organization_id uuid primary key, door integer check (door <> door) not null);
      call plinth.protect('closed_doors');`,
  };
  await assert.rejects(
    migrateOverRows(planted),
    /could not be filled[\s\S]*closed_doors: .*closed_doors_door_check/,
  );
});

test("a table that shuts out its owner fails: no later backfill would reach its rows", async () => {
  const planted = {
    "walled_in.sql": `
      create table walled_in (organization_id uuid primary key);
      alter table walled_in enable row level security;
      alter table walled_in force row level security;`,
  };
  await assert.rejects(migrateOverRows(planted), /could not be filled[\s\S]*walled_in: .*row-level security/);
});

/** Our migrations one after the other, then the planted ones; every table gets its rows before the next. */
async function migrateOverRows(planted: Record<string, string>): Promise<string[]> {
  const database = await emptyDatabase();
  made.push(database);
  const dir = await mkdtemp(join(tmpdir(), "plinth-migrations-"));
  const owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  try {
    const ours = (await readdir(migrations)).filter((name) => name.endsWith(".sql")).sort();
    let tables: string[] = [];
    // A planted one needs data before itself only: ours run in one go then.
    const steps = Object.keys(planted).length === 0 ? ours.map((name) => [name]) : [ours];
    for (const names of steps) {
      for (const name of names) await copyFile(join(migrations, name), join(dir, name));
      tables = await migrateAndFill();
    }
    for (const [at, [name, sql]] of Object.entries(planted).entries()) {
      await writeFile(join(dir, `${String(ours.length + at + 1).padStart(4, "0")}_${name}`), sql);
      tables = await migrateAndFill();
    }
    return tables;
  } finally {
    await owner.end();
    await rm(dir, { recursive: true });
  }

  async function migrateAndFill(): Promise<string[]> {
    await migrate(database.ownerUrl, { dir });
    return fillTables(owner, owners, rowFixtures);
  }
}
