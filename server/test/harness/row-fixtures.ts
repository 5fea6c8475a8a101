/** What `fillTables` cannot know of our tables: where a rule ties columns together, or a text has a form. */
import { randomUUID } from "node:crypto";
import type { Fixtures } from "./tenant-rows.ts";

const [before, later, last] = ["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"];

export const rowFixtures: Fixtures = {
  "plinth.outbox": { type: "thing.created" },
  "plinth.idempotency_records": { status: 201 },
  "plinth.user_idempotency_records": { status: 201 },
  // a key is a service account's or a member's, not both
  api_keys: { customer_scope: [randomUUID()], user_id: null },
  // an order is held with its reason and its moment, or not at all
  orders: [
    { subtotal_minor: 100, tax_minor: 19, total_minor: 119, held_because: null, held_at: null },
    { subtotal_minor: 100, tax_minor: 19, total_minor: 119, held_because: "credit_limit", held_at: before },
  ],
  // a mail waits with its words, or has left; why it failed is a code
  mails: [
    {
      kind: "order_confirmation",
      subject_type: "order",
      payload_sealed: "sealed",
      recipient: "a@example.com",
    },
    {
      kind: "order_confirmation",
      subject_type: "order",
      recipient: "b@example.com",
      failure_code: "mail_refused",
      resend_of: null,
    },
  ],
  users: { locale: "en" },
  // a mail waits with its payload, or was sent
  "plinth.mails": [
    { kind: "reset_password", payload: "sealed" },
    { kind: "reset_password", payload: "sealed", failed_at: null },
  ],
  "plinth.signing_keys": { public_jwk: "{}", signs_from: before, signs_until: later, gone_at: last },
  sessions: { kind: "token" },
  // a name is a slug, one of its kind
  roles: [{ name: "packers" }, { name: "press" }],
  // a seal has a mark of 16 bytes for each of its entries
  "plinth.audit_seals": [
    { first_seq: 1, last_seq: 1, marks: `\\x${"00".repeat(16)}` },
    { first_seq: 2, last_seq: 2, marks: `\\x${"11".repeat(16)}` },
  ],
  // a breaker is closed, or says since when it is not, and who probes
  "plinth.destinations": [
    { kind: "connection", breaker: "closed" },
    { kind: "webhook_endpoint", breaker: "half_open", last_failure: "timeout" },
  ],
  // an endpoint is active, or says since when it is not; a delivery waits, or is finished
  webhook_endpoints: [
    { url: "https://a.example", events: ["*"], status: "active", owner_user_id: null },
    { url: "https://a.example", events: ["*"], status: "paused", owner_user_id: null },
  ],
  webhook_progress: { last_number: 1, opened_up_to: 1 },
  deliveries: [
    { type: "thing.created", body: "{}" },
    { type: "thing.created", body: "{}", status: "delivered" },
  ],
  delivery_attempts: [{ request_headers: "{}" }, { request_headers: "{}", answer_headers: "{}" }],
  // a connection is paused, or not; it was tried out, or never
  connections: [
    { connector: "stripe", status: "active", paused_at: null, owner_user_id: null },
    { connector: "stripe", status: "paused", owner_user_id: null },
  ],
  // a link that failed says why; marks are kept of both sides
  sync_links: [
    { state: "pending", kind: "orders" },
    { state: "failed", kind: "orders", pushed_marks: "{}", pulled_marks: "{}" },
  ],
  // a conflict is open, or somebody decided it
  sync_conflicts: [
    { state: "open", kind: "orders", ours: "{}" },
    { state: "resolved", kind: "orders", ours: "{}", theirs: "{}", take: "ours" },
  ],
  sync_cursors: { kind: "orders" },
  // what was begun names the verb that began it
  "plinth.intents": { action: "payments.create" },
  // a payment through a system outside names it; what arrived is all of it, when it succeeded
  payments: [
    {
      method: "bank_transfer",
      connection_id: null,
      status: "succeeded",
      amount_minor: 100,
      received_minor: 100,
      refunded_minor: 0,
    },
    { method: "stripe_checkout", status: "open", amount_minor: 100, received_minor: 0, refunded_minor: 0 },
  ],
  payment_postings: { debit_account: "stripe", credit_account: "receivables" },
  // an event was taken in with an outcome, or waits
  payment_events: { outcome: "applied" },
  // a job that waits has no worker, one that gave up a moment of that
  "plinth.jobs": [
    { kind: "nothing.do", queue: "default", state: "ready", most_attempts: 3 },
    {
      ...{ kind: "nothing.do", queue: "default", state: "dead", most_attempts: 3, attempts: 3 },
      ...{ worker: null, locked_until: null, payload: "{}" },
    },
  ],
  "plinth.job_queues": [{ name: "default" }, { name: "mail" }],
  "plinth.schedules": [{ name: "nothing.often" }, { name: "nothing.seldom" }],
  // an item is about some noun
  "plinth.inbox_items": {
    kind: "dead_letters",
    subject_type: "job",
    settled_at: before,
    settled_how: "It moved on.",
  },
  // whoever is told is told by some channel
  "plinth.notifications": [
    { kind: "thing_happened", in_app: true },
    { kind: "thing_happened", email: true },
  ],
  "plinth.notification_preferences": [{ kind: "thing_happened" }, { kind: "other_thing" }],
  comments: { subject_type: "order", author: "member:1" },
  "plinth.audit_values": { salt: `\\x${"22".repeat(16)}` },
};
