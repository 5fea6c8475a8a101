/** Nothing grows for years because nobody thought of it: of every table it is said here what becomes of its rows. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const endings = {
  "they are books, and stay":
    "orders order_lines reservations payments refunds payment_facts payment_postings stock_movements comments plinth.audit_trail plinth.audit_seals plinth.audit_values plinth.user_audit_entries",
  "as many as what people made, which they keep or remove":
    "organizations settings roles members buyers invitations customer_assignments service_accounts api_keys users passwords passkeys totp_factors recovery_codes linked_accounts customers contacts addresses products product_prices tax_rates warehouses stock_levels connections webhook_endpoints plinth.notification_preferences",
  "a place, a count or a state for each of something": `payment_reconciliations sync_cursors sync_links webhook_progress plinth.counters plinth.consumers plinth.destinations plinth.job_lanes
     plinth.job_queues plinth.schedules plinth.feed_head plinth.organization_feed plinth.audit_heads plinth.audit_keys plinth_meta.migrations`,
  "they go to where they are kept, within moments": "plinth.outbox plinth.audit_entries",
  "they are kept for as long as an organization chooses":
    "deliveries delivery_attempts mails payment_events plinth.inbox_items sync_conflicts",
  "they are kept for a time that is alike for all": `plinth.events plinth.jobs plinth.job_errors plinth.mails plinth.notifications plinth.intents plinth.idempotency_records
     plinth.user_idempotency_records plinth.revocations plinth.user_revocations sessions user_tokens plinth.registrations plinth.spent_challenges plinth.attempts plinth.request_use
     plinth.signing_keys`,
};

test("of every table it is known what becomes of its rows", async () => {
  const schema = await readFile(fileURLToPath(new URL("../../schema.sql", import.meta.url)), "utf8");
  const tables = [...schema.matchAll(/^create (?:unlogged )?table (?:public\.)?(\S+) \(/gm)].map(
    ([, name]) => name,
  );
  const said = Object.values(endings).flatMap((names) => names.split(/\s+/));
  assert.deepEqual(said.toSorted(), tables.toSorted(), "each of them once");
});
