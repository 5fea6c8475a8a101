/** Rows one after the other: whole, as of one moment, under their own context, and without a connection left behind. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { organizationContext } from "#harness/contexts";
import { execute } from "#harness/execute";
import { testDatabase } from "#harness/postgres";
import { until } from "#harness/until";
import { createDatabase, sql } from "./index.ts";

const admin = await testDatabase();
const database = await createDatabase(admin);
after(async () => {
  await database.end();
  await admin.drop();
});
const context = organizationContext(randomUUID());
const never = new AbortController().signal;
const numbers = (count: number) =>
  sql`select n, plinth.organization() as owner from generate_series(1, ${count}::int) n`;

test("all rows come in batches, of several statements one after the other, under the caller's context", async () => {
  const sizes: number[] = [];
  let sum = 0;
  for await (const rows of database.stream<{ n: number; owner: string }>(
    context,
    [numbers(1_200), numbers(3)],
    never,
  )) {
    sizes.push(rows.length);
    for (const { n, owner } of rows) {
      sum += n;
      assert.equal(owner, context.organizationId);
    }
  }
  assert.deepEqual(sizes, [500, 500, 200, 3]);
  assert.equal(sum, (1_200 * 1_201) / 2 + 6);
});

test("they are as of one moment: what commits meanwhile is not among them", async () => {
  await execute(
    admin.adminUrl,
    "create table public.counted (n int); grant select on public.counted to plinth_app",
  );
  await execute(admin.adminUrl, "insert into public.counted select generate_series(1, 600)");
  const count = sql`select count(*)::int as n from public.counted`;
  const seen: number[] = [];
  for await (const rows of database.stream<{ n: number }>(
    context,
    [sql`select n from public.counted`, count],
    never,
  )) {
    if (seen.length === 0) await execute(admin.adminUrl, "insert into public.counted values (601)");
    seen.push(rows.length === 1 ? Number(rows[0]?.n) : rows.length);
  }
  assert.deepEqual(seen, [500, 100, 600]);
});

test("who stops taking, aborts, or asks for what cannot be leaves no transaction behind", async () => {
  for await (const rows of database.stream(context, [numbers(5_000)], never)) {
    assert.equal(rows.length, 500);
    break;
  }
  const gone = new AbortController();
  await assert.rejects(async () => {
    for await (const _ of database.stream(context, [numbers(5_000)], gone.signal)) gone.abort();
  }, /aborted/);
  await assert.rejects(database.stream(context, [sql`select 1 / 0 as n`], never).next(), /division by zero/);
  await until("every stream to have let go", async () => {
    const [row] = await execute(
      admin.adminUrl,
      `select count(*)::int as count from pg_stat_activity
        where application_name = 'plinth stream' and datname = current_database() and xact_start is not null`,
    );
    return row?.count === 0;
  });
  for await (const rows of database.stream(context, [numbers(1)], never)) assert.equal(rows.length, 1);
});
