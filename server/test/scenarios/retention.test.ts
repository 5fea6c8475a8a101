/** What is kept for a time goes when that is over, by each organization's own rule, and nothing that is needed goes with it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { connected, execute } from "#harness/execute";
import { figureOf } from "#harness/figures";
import { type Shop, shop } from "#harness/shop";
import { strangerHolding } from "#harness/stranger";
import { until } from "#harness/until";

const t = await testApp({ jobs: true });
const { adminUrl } = t.database;

/** Rows of every age, by a word in each: of the organization $1 and its customer $2. */
const rows = [
  `insert into connections (organization_id, id, connector, name, status, credentials_sealed)
   values ($1, $2, 'stripe', 'Stripe', 'active', 'x')`,
  `insert into mails (organization_id, id, kind, subject_type, subject_id, customer_id, recipient, locale, payload_sealed, sent_at,
                      bounced_at, created_at)
   select $1, uuidv7(age * interval '-1 day'), 'order_confirmation', 'order', uuidv7(), $2, word || '@example.com', 'de',
          case when word = 'waits' then 'words' end, case when word <> 'waits' then now() - age * interval '1 day' end,
          case when word like 'bounced%' then now() end, now() - age * interval '1 day'
     from (values ('old', 1500), ('young', 1400), ('waits', 1500), ('bounced', 1500), ('bounced_and_settled', 1500),
                  ('first', 1500)) m(word, age)`,
  `insert into mails (organization_id, kind, subject_type, subject_id, customer_id, recipient, locale, resend_of, sent_at, created_at)
   select organization_id, kind, subject_type, subject_id, customer_id, 'again@example.com', 'de', id, now(), now() - interval '1400 days'
     from mails where organization_id = $1 and customer_id = $2 and recipient = 'first@example.com'`,
  `insert into plinth.inbox_items (organization_id, kind, key, subject_type, subject_id, because, settled_at, settled_how)
   select organization_id, 'mail_bounced', recipient, 'order', subject_id, 'It came back.',
          case when recipient like '%settled%' then now() end, case when recipient like '%settled%' then 'It was sent again.' end
     from mails where organization_id = $1 and customer_id = $2 and recipient like 'bounced%'`,
  `insert into plinth.inbox_items (organization_id, id, kind, key, subject_type, because, since, settled_at, settled_how)
   select $1, uuidv7(interval '-900 days'), kind, word, 'connection', 'It stands still.', now() - interval '900 days',
          now() - settled * interval '1 day', case when settled is not null then 'It moved on.' end
     from (values ('erp_conflict', 'old', 500), ('erp_conflict', 'young', 300), ('erp_conflict', 'open', null),
                  ('payment_mismatch', 'money', null)) i(kind, word, settled)
    where $2::uuid is not null`,
  `insert into payment_events (organization_id, id, connection_id, external_id, type, payload_sealed, outcome, taken_in_at, created_at)
   select $1, uuidv7(age * interval '-1 day'), $2, word, 'charge.updated', payload, outcome,
          case when outcome is not null then now() - taken * interval '1 day' end, now() - age * interval '1 day'
     from (values ('old', 500, 500, null, 'applied'), ('young', 300, 300, null, 'known'), ('taken in late', 500, 300, null, 'applied'),
                  ('not taken in', 500, null, 'said', null), ('not emptied', 500, 500, 'said', 'applied'),
                  ('does not fit', 500, 500, null, 'mismatch')) e(word, age, taken, payload, outcome)`,
  `insert into sync_links (organization_id, id, connection_id, kind, object_id)
   select $1, uuidv7(), $2, 'orders', uuidv7() from generate_series(1, 3)`,
  `insert into sync_conflicts (organization_id, id, link_id, connection_id, kind, object_id, state, ours, theirs, ours_changed,
                               theirs_changed, our_version, external_version, resolved_at)
   select $1, uuidv7(interval '-900 days'), l.id, $2, 'orders', l.object_id, c.state, '{}', '{}', '{}', '{}', 1, word,
          now() - resolved * interval '1 day'
     from (values (1, 'old', 'resolved', 500), (2, 'young', 'resolved', 300), (3, 'open', 'open', null)) c(n, word, state, resolved)
     join (select *, row_number() over (order by id) as n from sync_links where organization_id = $1) l using (n)`,
  `insert into deliveries (organization_id, endpoint_id, number, event_id, type, subject_type, subject_id, occurred_at, body, status,
                           finished_at)
   select $1, $2, n, uuidv7(), 'order.placed', word, uuidv7(), now() - interval '900 days', '{}', status, now() - age * interval '1 day'
     from (values (1, 'old', 'delivered', 40), (2, 'given up', 'failed', 40), (3, 'young', 'delivered', 20),
                  (4, 'waits', 'pending', null)) d(n, word, status, age)`,
  `insert into delivery_attempts (organization_id, delivery_id, number, started_at, url, request_headers, duration_ms)
   select organization_id, id, 1, now(), subject_type, '{}', 1 from deliveries where organization_id = $1 and endpoint_id = $2`,
];

const words = {
  mails: "select split_part(recipient, '@', 1) as word from mails where organization_id = $1",
  inbox: "select key as word from plinth.inbox_items where organization_id = $1",
  payments: "select external_id as word from payment_events where organization_id = $1",
  conflicts: "select external_version as word from sync_conflicts where organization_id = $1",
  deliveries: "select subject_type as word from deliveries where organization_id = $1",
  attempts: "select url as word from delivery_attempts where organization_id = $1",
};

const left = (s: Shop) =>
  connected(adminUrl, async (run) => {
    const all: Record<string, unknown[]> = {};
    for (const [what, text] of Object.entries(words))
      all[what] = (await run(`${text} order by 1`, [s.organization])).map(({ word }) => word);
    return all;
  });

/** Has the organization forget, as each night. */
async function forget(s: Shop): Promise<void> {
  const [job] = await execute(
    adminUrl,
    `insert into plinth.jobs (organization_id, kind, queue, most_attempts) values ($1, 'retention.forget', 'default', 1) returning id`,
    [s.organization],
  );
  await until("it to be done", async () => {
    const [row] = await execute(adminUrl, "select state from plinth.jobs where id = $1", [job?.id]);
    assert.notEqual(row?.state, "dead");
    return row?.state === "done";
  });
}

async function filled(): Promise<Shop> {
  const s = await shop(t);
  const customer = await s.customer();
  await connected(adminUrl, async (run) => {
    for (const text of rows) await run(text, [s.organization, customer]);
  });
  return s;
}

test("what is older than it is kept goes, with all that hangs on it; what is young, unfinished or asked about stays", async () => {
  const s = await filled();
  const other = await filled();
  const before = await left(other);
  const counted = await figureOf('plinth_forgotten_rows_total{table="mails"}');

  await forget(s);
  assert.deepEqual(await left(s), {
    mails: ["again", "bounced", "first", "waits", "young"],
    inbox: ["bounced@example.com", "bounced_and_settled@example.com", "money", "open", "young"],
    payments: ["does not fit", "not emptied", "not taken in", "taken in late", "young"],
    conflicts: ["open", "young"],
    deliveries: ["waits", "young"],
    attempts: ["waits", "young"],
  });
  assert.equal(await figureOf('plinth_forgotten_rows_total{table="mails"}'), counted + 2);
  assert.deepEqual(await left(other), before, "another organization's stays");
});

test("each organization chooses how long, and what was only kept for something else goes with it or after it", async () => {
  const s = await filled();
  const chosen = await s.ask("PATCH", "/v1/settings", {
    headers: { "if-match": '"1"' },
    body: {
      "mail.kept_days": 90,
      "inbox.settled_kept_days": 3_650,
      "payments.events_kept_days": 60,
      "webhooks.deliveries_kept_days": 365,
    },
  });
  assert.equal(chosen.status, 200, chosen.text);
  await execute(
    adminUrl,
    "update plinth.inbox_items set settled_at = now(), settled_how = 'The money went back.' where organization_id = $1 and key = 'money'",
    [s.organization],
  );

  await forget(s);
  const { inbox, ...rest } = await left(s);
  assert.equal(inbox?.length, 6, "ten years");
  const kept = {
    payments: ["not emptied", "not taken in"],
    conflicts: ["open", "young"],
    deliveries: ["given up", "old", "waits", "young"],
    attempts: ["given up", "old", "waits", "young"],
  };
  assert.deepEqual(rest, { mails: ["bounced", "first", "waits"], ...kept });
  await forget(s);
  assert.deepEqual(
    (await left(s)).mails,
    ["bounced", "waits"],
    "the first one after the one sent in its place",
  );
});

test("more than one bite goes in one night, and what somebody is at is left to them and not waited for", async () => {
  const s = await filled();
  await execute(
    adminUrl,
    `insert into plinth.inbox_items (organization_id, kind, key, subject_type, because, settled_at, settled_how)
     select $1, 'erp_conflict', 'many ' || n, 'connection', 'It stands still.', now() - interval '401 days', 'It moved on.'
       from generate_series(1, 2100) n`,
    [s.organization],
  );
  const stranger = await strangerHolding(
    adminUrl,
    "select from plinth.inbox_items where organization_id = $1 and key = 'old' for update",
    [s.organization],
  );
  await forget(s);
  await stranger.release();
  const { inbox } = await left(s);
  assert.deepEqual(
    inbox?.filter((key) => key === "old" || String(key).startsWith("many")),
    ["old"],
  );
  await forget(s);
  assert.equal((await left(s)).inbox?.includes("old"), false);
});
