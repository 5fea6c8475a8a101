/** A key is shown to whoever made it, and is nowhere else: no table, no log line. */
import assert from "node:assert/strict";
import { test } from "node:test";
import pino from "pino";
import { testApp } from "#harness/app";
import { startInstance } from "#harness/instance";
import { shop } from "#harness/shop";
import { tablesHolding } from "#harness/tables-holding";

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
  assert.deepEqual(await tablesHolding(adminUrl, secret), []);
  assert.deepEqual(await tablesHolding(adminUrl, first.json.id), [
    "api_keys",
    "plinth.audit_trail",
    "plinth.events",
    "plinth.idempotency_records",
  ]);
});
