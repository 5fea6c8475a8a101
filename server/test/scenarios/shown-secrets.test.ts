/** A key is shown to whoever made it, and is nowhere else: no table, no log line. */
import assert from "node:assert/strict";
import { test } from "node:test";
import pino from "pino";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { startInstance } from "#harness/instance";
import { shop } from "#harness/shop";

const t = await testApp();
const { adminUrl } = t.database;
const s = await shop(t);

test("a secret that is shown once is in no table and in no log, and yet its replay shows it", async () => {
  const lines: string[] = [];
  const logger = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
  const instance = await startInstance(t.database, { logger });
  const wish = { key: s.key, body: { name: "Shop" }, headers: { "idempotency-key": "shown-once" } };
  const first = await instance.ask("POST", "/v1/api_keys", wish);
  const again = await instance.ask("POST", "/v1/api_keys", wish);
  await instance.ask("POST", "/v1/customers", { key: first.json.key, body: { name: first.json.key } });
  await instance.ask("GET", `/v1/customers?q=${first.json.key}`, { key: first.json.key });
  await instance.close();
  assert.match(first.json.key, /^plk_[A-Za-z0-9_]{20,}$/);
  assert.deepEqual([again.text, again.headers.get("idempotent-replayed")], [first.text, "true"]);

  assert.ok(
    lines.some((line) => line.includes("/v1/api_keys")),
    "the log was looked at",
  );
  const secret = first.json.key.slice(4);
  assert.ok(!lines.join("").includes(secret));
  assert.deepEqual(await tablesHolding(secret), []);
  assert.deepEqual(await tablesHolding(first.json.id), [
    "api_keys",
    "plinth.audit_entries",
    "plinth.events",
    "plinth.idempotency_records",
  ]);
});

/** Tables of which any row, written as text, contains these words. Bytes are looked at as text, too. */
async function tablesHolding(words: string): Promise<string[]> {
  const tables = await execute(
    adminUrl,
    "select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname in ('public', 'plinth') order by 1",
  );
  const hex = Buffer.from(words).toString("hex");
  const holding: string[] = [];
  for (const { name } of tables) {
    const found = await execute(
      adminUrl,
      `select 1 from ${name} t where t::text like $1 or t::text like $2 limit 1`,
      [`%${words}%`, `%${hex}%`],
    );
    if (found.length > 0) holding.push(String(name));
  }
  return holding;
}
