import assert from "node:assert/strict";
import test from "node:test";
import pg from "pg";
import { testDatabase } from "./postgres.ts";

async function ask(url: string, sql: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query({ text: sql, rowMode: "array" });
    return String(rows[0]?.[0]);
  } finally {
    await client.end();
  }
}

test("a test database is migrated, opens for each role, and is nobody else's", async () => {
  const [mine, other] = await Promise.all([testDatabase(), testDatabase()]);
  assert.notEqual(mine.name, other.name);
  const roles = await Promise.all(
    [mine.appUrl, mine.ownerUrl, mine.systemUrl, mine.adminUrl].map((url) =>
      ask(url, "select current_user || ' ' || current_database()"),
    ),
  );
  const expected = ["plinth_app", "plinth_owner", "plinth_system", "postgres"];
  assert.deepEqual(
    roles,
    expected.map((role) => `${role} ${mine.name}`),
  );
  assert.ok(Number(await ask(mine.appUrl, "select count(*) from plinth_meta.migrations")) > 0);

  await ask(mine.ownerUrl, "create table only_here as select 1");
  assert.equal(await ask(other.ownerUrl, "select to_regclass('only_here')"), "null");
  await Promise.all([mine.drop(), other.drop()]);
});

test("a dropped test database is gone, even with a connection still open, and stays gone", async () => {
  const { adminUrl, name, drop } = await testDatabase();
  const left = new pg.Client({ connectionString: adminUrl });
  const cut = new Promise((resolve) => left.on("error", resolve));
  await left.connect();
  await drop();
  await cut;
  await drop();
  await assert.rejects(ask(adminUrl, "select 1"), new RegExp(`database "${name}" does not exist`));
});
