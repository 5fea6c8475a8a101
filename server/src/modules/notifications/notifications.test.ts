/** What people are told: whom it concerns, once, in their language, by the channels that they chose, and nobody else. */
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { testApp } from "#harness/app";
import { buyerFor } from "#harness/buyers";
import { mailsTo, mailTo } from "#harness/caught-mail";
import { execute } from "#harness/execute";
import { type TestPerson, testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { relayed, trailOf } from "#harness/trail";
import { until } from "#harness/until";
import { systemContext } from "#modules/organizations";
import { raise } from "#platform/inbox";
import { purgeNotifications } from "#platform/notifications";
import { uuidv7 } from "#platform/uuid";
import { orderStuckKind } from "../orders/incident.ts";

const t = await testApp({ jobs: true });
const { adminUrl } = t.database;
const s = await shop(t, "Nordwind Handels GmbH");
const permissions = [
  "customers:read",
  "orders:read",
  "orders:place",
  "notifications:read",
  "notifications:write",
];
await s.make("/v1/roles", { name: "key_accounts", scope: "assigned", permissions });
const product = await s.product();
await s.receive(product, 1_000);
const lines = [{ product_id: product, quantity: 2 }];

type Row = Record<string, unknown> & { id: string; kind: string; title: string; body: string };

const toldTo = async (person: TestPerson, query = ""): Promise<Row[]> => {
  const { status, text, json } = await person.ask("GET", `/v1/notifications?limit=200${query}`);
  assert.equal(status, 200, text);
  return json.data;
};
const unread = async (person: TestPerson): Promise<number> =>
  (await person.ask("GET", "/v1/notifications/unread_count")).json.unread;
const toldOf = (person: TestPerson, subject: string) =>
  until("somebody to be told", async () => (await toldTo(person, `&subject_id=${subject}`))[0]);
const speaks = (person: TestPerson, locale: string) =>
  execute(adminUrl, "update users set locale = $2 where id = $1", [person.id, locale]);
const hurry = () =>
  execute(adminUrl, "update plinth.jobs set run_at = plinth.now() where state = 'scheduled'");

/** Everything that has happened was read for notifications, and what came of it is done. */
async function allTold(): Promise<void> {
  await relayed(adminUrl);
  await until("everybody to be told", async () => {
    const [row] = await execute(
      adminUrl,
      `select (select pos from plinth.consumers where name = 'notifications')
                = (select pos from plinth.feed_head where name = 'main') as "read",
              not exists (select from plinth.jobs
                           where kind = 'notification.tell' and state not in ('done', 'dead')) as done`,
    );
    return row?.read === true && row.done === true;
  });
}

async function salesperson(...customers: string[]): Promise<TestPerson> {
  const person = await testPerson(t, { organization: s.organization, role: "key_accounts" });
  for (const customer_id of customers)
    await s.make("/v1/customer_assignments", { member_id: person.id, customer_id });
  return person;
}

const choose = (person: TestPerson, kind: string, channels: { in_app: boolean; email: boolean }) =>
  person.ask("PUT", `/v1/notification_preferences/${kind}`, { body: channels });

describe("an order of a customer", () => {
  const scene = {} as { theirs: string; order: Row; sam: TestPerson; kim: TestPerson; ada: TestPerson };
  before(async () => {
    const [theirs, others] = [await s.customer({ name: "Alfreds Futterkiste" }), await s.customer()];
    const [sam, kim] = [await salesperson(theirs), await salesperson(others)];
    const ada = await testPerson(t, { organization: s.organization, role: "owner" });
    await speaks(sam, "de-AT");
    Object.assign(scene, { theirs, sam, kim, ada, order: (await s.place(theirs, lines)).json });
  });

  test("is told to the member who looks after them, in their language, and to nobody else", async () => {
    const { order, sam, kim, ada } = scene;
    const { title, body, kind, subject_type, read_at, event_id } = await toldOf(sam, order.id);
    assert.deepEqual(
      [kind, title, body.replaceAll("\u00a0", " "), subject_type, read_at],
      [
        "order_for_my_customer",
        `Alfreds Futterkiste hat bestellt: ${order.number}`,
        "Die Bestellung beläuft sich auf 23,80 €.",
        "order",
        null,
      ],
    );
    const { json: feed } = await s.get("/v1/events?limit=200");
    const placed = feed.data.find(
      (event: { type: string; subject: Row }) =>
        event.type === "order.placed" && event.subject.id === order.id,
    );
    assert.equal(event_id, placed.id);
    await allTold();
    assert.deepEqual([await toldTo(kim), await toldTo(ada)], [[], []]);
  });

  test("is told once, however often the feed is read and its job is done", async () => {
    const { order, sam } = scene;
    const jobs = async () =>
      (await execute(adminUrl, "select 1 from plinth.jobs where kind = 'notification.tell'")).length;
    const done = await jobs();
    await execute(adminUrl, "update plinth.consumers set pos = 0 where name = 'notifications'");
    await s.customer(); // whatever comes wakes the reader
    await until("the feed to be read again", async () => (await jobs()) > done);
    await allTold();
    const [only, ...more] = await toldTo(sam, `&subject_id=${order.id}`);
    assert.deepEqual(more, []);
    const { events } = await trailOf(adminUrl, String(only?.id));
    assert.deepEqual(
      events.map(({ type, data }) => [type, data]),
      [["notification.created", { kind: "order_for_my_customer" }]],
    );
    const rows = await execute(
      adminUrl,
      "select user_id, customer_id, shared from plinth.events where subject_id = $1",
      [only?.id],
    );
    assert.deepEqual(rows, [{ user_id: sam.id, customer_id: null, shared: false }]);
  });

  test("is not told to whoever placed it, nor to a member who left", async () => {
    const { theirs, sam } = scene;
    const gone = await salesperson(theirs);
    const { json: order } = await sam.ask("POST", "/v1/orders", {
      body: { customer_id: theirs, currency: "EUR", lines },
    });
    await toldOf(gone, order.id);
    assert.deepEqual(await toldTo(sam, `&subject_id=${order.id}`), []);
    await execute(adminUrl, "update members set ended_at = now() where id = $1", [gone.id]);
    const { json: next } = await s.place(theirs, lines);
    await toldOf(sam, next.id);
    await allTold();
    const rows = await execute(adminUrl, "select subject_id from plinth.notifications where user_id = $1", [
      gone.id,
    ]);
    assert.deepEqual(rows, [{ subject_id: order.id }]);
  });

  test("200: is read, new again, put away; another's is not there, not even for owners and keys", async () => {
    const { order, sam, ada } = scene;
    const { id } = await toldOf(sam, order.id);
    const path = `/v1/notifications/${id}`;
    const before = await unread(sam);
    const read = await sam.ask("POST", `${path}/read`, { headers: { "if-match": '"1"' } });
    assert.deepEqual([read.status, read.json.version, await unread(sam)], [200, 2, before - 1]);
    assert.equal((await sam.ask("POST", `${path}/read`)).json.version, 2);
    assert.equal((await sam.ask("POST", `${path}/unread`)).json.read_at, null);
    assert.equal(await unread(sam), before);
    const put = await sam.ask("POST", `${path}/archive`);
    assert.ok(put.json.archived_at !== null && put.json.read_at !== null);
    assertProblem(
      await sam.ask("POST", `${path}/read`, { headers: { "if-match": '"1"' } }),
      412,
      "stale_version",
    );
    for (const other of [ada, { ask: s.ask }])
      for (const [method, at] of [
        ["GET", path],
        ["POST", `${path}/read`],
        ["POST", `${path}/archive`],
      ] as const)
        assertProblem(await other.ask(method, at), 404, "not_found");
    assert.deepEqual((await s.get("/v1/notifications")).json.data, []);
    const { events, audit } = await trailOf(adminUrl, id);
    assert.deepEqual(
      events.map(({ type }) => type),
      ["created", "read", "unread", "archived"].map((happened) => `notification.${happened}`),
    );
    assert.deepEqual(
      audit.map(({ action, changes }) => [action, Object.keys(changes)]),
      [
        ["notifications.read", ["read_at"]],
        ["notifications.read", []],
        ["notifications.unread", ["read_at"]],
        ["notifications.archive", ["read_at", "archived_at"]],
      ],
    );
  });

  test("200: all that is new is read at once, with one fact", async () => {
    const { sam, theirs } = scene;
    const { json: order } = await s.place(theirs, lines);
    const newest = await toldOf(sam, order.id);
    const count = await unread(sam);
    const { status, json } = await sam.ask("POST", "/v1/notifications/read_all");
    assert.deepEqual([status, json, await unread(sam)], [200, { read: count }, 0]);
    assert.deepEqual((await sam.ask("POST", "/v1/notifications/read_all")).json, { read: 0 });
    const { events } = await trailOf(adminUrl, newest.id);
    assert.deepEqual(events.at(-1)?.data, { count });
    assert.equal((await toldTo(sam, "&read_at[null]=true")).length, 0);
  });
});

describe("preferences", () => {
  test("200: each kind says what it is about in one's language, and whether one has chosen", async () => {
    const sam = await salesperson();
    await speaks(sam, "de");
    const again = (await sam.ask("GET", "/v1/notification_preferences")).json.data;
    assert.deepEqual(
      again.find(({ kind }: Row) => kind === "order_for_my_customer"),
      {
        kind: "order_for_my_customer",
        description: "Ein Kunde, der Ihnen zugeordnet ist, hat bestellt.",
        in_app: true,
        email: false,
        chosen: false,
      },
    );
    const kinds = again.map(({ kind }: Row) => kind);
    assert.deepEqual(kinds, [...kinds].sort());
    // what one could not act on, and what is for those who buy, is not among them
    assert.ok(!kinds.includes("order_awaits_approval") && !kinds.includes("my_order_cancelled"));
  });

  test("404 and 403: nobody chooses what they are not told of, and programs are told nothing", async () => {
    const sam = await salesperson();
    const channels = { in_app: false, email: false };
    assertProblem(await choose(sam, "my_order_cancelled", channels), 404, "not_found");
    const body = { body: channels };
    const asked = await s.ask("PUT", "/v1/notification_preferences/order_for_my_customer", body);
    assertProblem(asked, 403, "forbidden");
  });

  test("200: who wants a mail gets one, once, unless they have read it by then; who wants nothing is not told", async () => {
    const customer = await s.customer({ name: "evil.example.com AG" });
    const [mailed, seen, quiet] = [
      await salesperson(customer),
      await salesperson(customer),
      await salesperson(customer),
    ];
    await speaks(mailed, "de");
    const kind = "order_for_my_customer";
    const said = await choose(mailed, kind, { in_app: false, email: true });
    assert.deepEqual([said.status, said.json.chosen, said.json.email], [200, true, true]);
    await choose(seen, kind, { in_app: true, email: true });
    await choose(quiet, kind, { in_app: false, email: false });
    const { json: order } = await s.place(customer, lines);
    const { id } = await toldOf(seen, order.id);
    await seen.ask("POST", `/v1/notifications/${id}/read`);
    await allTold();
    await hurry();
    const mail = await mailTo(t, mailed.email, "notification");
    assert.equal(mail.subject.replaceAll("\u200c", ""), `evil.example.com AG hat bestellt: ${order.number}`);
    assert.ok(!/evil\.example/.test(mail.text), "a name became a link");
    assert.match(mail.text, /Die Bestellung beläuft sich auf 23,80\s€\./);
    assert.ok(mail.links.some((link) => link.endsWith(`/v1/orders/${order.id}`)));
    await until("no mail to be left", async () => {
      const rows = await execute(
        adminUrl,
        "select 1 from plinth.jobs where kind = 'notification.mail' and state <> 'done'",
      );
      return rows.length === 0;
    });
    // the job once more, as if its worker had been taken for dead
    await execute(
      adminUrl,
      `insert into plinth.jobs (organization_id, kind, queue, state, payload, most_attempts)
       select organization_id, kind, queue, 'ready', payload, 3 from plinth.jobs where kind = 'notification.mail'`,
    );
    await until("them to be done again", async () => {
      const rows = await execute(adminUrl, "select state from plinth.jobs where kind = 'notification.mail'");
      return rows.every(({ state }) => state === "done");
    });
    const counts = await Promise.all(
      [mailed, seen, quiet].map(async ({ email }) => (await mailsTo(t, email)).length),
    );
    assert.deepEqual(counts, [1, 0, 0]);
    assert.deepEqual([await unread(mailed), await unread(quiet)], [0, 0]);
    const [put] = await toldTo(mailed);
    assert.ok(put?.archived_at !== null && put?.emailed_at !== null);
    assert.deepEqual(await toldTo(quiet), []);
  });

  test("who does not look after the customer any more gets no mail", async () => {
    const customer = await s.customer();
    const sam = await testPerson(t, { organization: s.organization, role: "key_accounts" });
    const assignment = await s.make("/v1/customer_assignments", { member_id: sam.id, customer_id: customer });
    await choose(sam, "order_for_my_customer", { in_app: true, email: true });
    const { json: order } = await s.place(customer, lines);
    const { id } = await toldOf(sam, order.id);
    assert.equal((await s.ask("DELETE", `/v1/customer_assignments/${assignment}`)).status, 204);
    await hurry();
    await until("it to be taken", async () => {
      const [row] = await execute(adminUrl, "select emailed_at from plinth.notifications where id = $1", [
        id,
      ]);
      return row?.emailed_at !== null;
    });
    assert.deepEqual(await mailsTo(t, sam.email), []);
  });
});

describe("who else is told", () => {
  test("an order that is held: those who may confirm, but not whoever placed it", async () => {
    const customer = await s.customer({ payment_method: "on_account", credit_limit_minor: 1 });
    const role = { organization: s.organization, role: "finance" };
    const [placer, other] = [await testPerson(t, { ...role, role: "admin" }), await testPerson(t, role)];
    const reader = await testPerson(t, { ...role, role: "auditor" });
    const { json: order } = await placer.ask("POST", "/v1/orders", {
      body: { customer_id: customer, currency: "EUR", lines },
    });
    const told = await toldOf(other, order.id);
    assert.deepEqual(
      [told.kind, told.title, told.body],
      [
        "order_awaits_approval",
        `${order.number} waits to be confirmed`,
        "Alfreds Futterkiste ordered for €23.80. It does not fit the customer's credit limit.",
      ],
    );
    await allTold();
    assert.deepEqual([await toldTo(placer), await toldTo(reader)], [[], []]);
  });

  test("a buyer's order that staff cancel: the buyer who placed it, and no colleague of theirs", async () => {
    const customer = await s.customer();
    const [maria, colleague] = [await buyerFor(t, s, customer), await buyerFor(t, s, customer)];
    await speaks(maria, "de");
    const { json: order } = await maria.ask("POST", "/v1/orders", {
      body: { customer_id: customer, currency: "EUR", lines },
    });
    assert.equal((await s.post(`/v1/orders/${order.id}/confirm`)).status, 200);
    assert.equal((await s.post(`/v1/orders/${order.id}/cancel`)).status, 200);
    await until("both to be told", async () => (await toldTo(maria)).length === 2);
    const titles = (await toldTo(maria)).map(({ title }) => title);
    assert.deepEqual(titles, [
      `Ihre Bestellung ${order.number} wurde storniert`,
      `Ihre Bestellung ${order.number} ist bestätigt`,
    ]);
    await allTold();
    assert.deepEqual(await toldTo(colleague), []);
    await hurry();
    const mail = await mailTo(t, maria.email, "notification");
    assert.equal(mail.subject, `Ihre Bestellung ${order.number} wurde storniert`);
    assert.deepEqual(
      (await maria.ask("GET", "/v1/notification_preferences")).json.data.map(({ kind }: Row) => kind),
      ["my_order_cancelled", "my_order_confirmed"],
    );
  });

  test("what stands still: its owner, who may read of it; nobody else", async () => {
    const mine = await testPerson(t, { organization: s.organization, role: "finance" });
    const item = uuidv7();
    const stands = (ownerUserId: string | null, key: string) =>
      t.app.database.transaction(systemContext(s.organization, "test"), (tx) =>
        raise(tx, s.organization, {
          ...{
            kind: orderStuckKind,
            key,
            subject: { type: "order", id: item },
            because: `It stands still: ${key}.`,
          },
          ...{ resolves: [], ownerUserId },
        }).then(() => {}),
      );
    // without the permission to read the inbox nobody is told of it
    const blind = await salesperson();
    await stands(blind.id, "for the blind");
    await stands(mine.id, "for its owner");
    const [told] = await until("the owner to be told", async () => {
      const rows = await toldTo(mine, "&kind=inbox_item_of_mine");
      return rows.length > 0 && rows;
    });
    assert.deepEqual([told?.title, told?.body], ["Something needs you", "It stands still: for its owner."]);
    await allTold();
    assert.deepEqual(await toldTo(blind), []);
  });
});

test("who leaves takes along nothing of what they were told", async () => {
  const customer = await s.customer();
  const sam = await salesperson(customer);
  await choose(sam, "order_for_my_customer", { in_app: true, email: true });
  const { json: order } = await s.place(customer, lines);
  await toldOf(sam, order.id);
  const removed = await s.ask("POST", `/v1/members/${sam.id}/remove`);
  assert.equal(removed.status, 200, removed.text);
  for (const table of ["notifications", "notification_preferences"])
    assert.deepEqual(
      await execute(adminUrl, `select from plinth.${table} where user_id = $1`, [sam.id]),
      [],
      table,
    );
});

test("what was read is kept for 90 days, what nobody looked at for a year", async () => {
  const customer = await s.customer();
  const sam = await salesperson(customer);
  const made: string[] = [];
  for (const _ of [1, 2, 3, 4]) made.push((await s.place(customer, lines)).json.id);
  await until("all to be told", async () => (await toldTo(sam)).length === 4);
  const ages = [{ read_at: 91 }, { read_at: 89 }, { created_at: 366 }, { created_at: 364 }];
  for (const [i, age] of ages.entries()) {
    const [[column, days] = []] = Object.entries(age);
    await execute(
      adminUrl,
      `update plinth.notifications set ${column} = now() - $3 * interval '1 day' where user_id = $1 and subject_id = $2`,
      [sam.id, made[i], days],
    );
  }
  assert.equal(await purgeNotifications(t.app.database, new Date()), 2);
  const left = (await toldTo(sam)).map(({ subject_id }) => subject_id);
  assert.deepEqual(left.sort(), [made[1], made[3]].sort());
});
