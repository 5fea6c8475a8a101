/** What people are told: whom it concerns, once, in their language, and nobody else; and what they do with it. */
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import pg from "pg";
import { testApp } from "#harness/app";
import { buyerFor } from "#harness/buyers";
import { notificationOf } from "#harness/every-notifications-action";
import { execute } from "#harness/execute";
import { listenBySse } from "#harness/live";
import { type TestPerson, testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { type Row, telling } from "#harness/telling";
import { trailOf } from "#harness/trail";
import { until } from "#harness/until";
import { purgeNotifications } from "#platform/notifications";

const t = await testApp({ jobs: true });
const { adminUrl } = t.database;
const { s, lines, salesperson, speaks, choose, toldTo, toldOf, unread, allTold } = await telling(t);

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
      "select user_id, scope_id, shared from plinth.events where subject_id = $1",
      [only?.id],
    );
    assert.deepEqual(rows, [{ user_id: sam.id, scope_id: null, shared: false }]);
  });

  test("that concerns nobody costs no statement of its own: a dozen are asked about at once", async (c) => {
    const nobodys = await s.customer();
    for (let count = 0; count < 12; count++) assert.equal((await s.place(nobodys, lines)).status, 201);
    await allTold();
    const { mock } = c.mock.method(pg.Client.prototype, "query");
    await execute(adminUrl, "update plinth.consumers set pos = 0 where name = 'notifications'");
    await s.customer(); // whatever comes wakes the reader
    await until("all to be told by one job", async () => {
      const [row] = await execute(
        adminUrl,
        `select 1 from plinth.jobs
          where kind = 'notification.tell' and state = 'done' and json_array_length(payload::json->'seqs') > 12`,
      );
      return row;
    });
    const asked = mock.calls.filter(({ arguments: [statement] }) =>
      JSON.stringify(statement).includes("from customer_assignments\\n     where"),
    );
    assert.equal(asked.length, 1);
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

  test("is told live to whom it is for, and to nobody else", async () => {
    const { theirs, sam, ada } = scene;
    const [mine, owners] = await Promise.all(
      [sam, ada].map(({ token }) => listenBySse(t.url, { key: token, topics: "notifications" })),
    );
    const { json: order } = await s.place(theirs, lines);
    const { id } = await toldOf(sam, order.id);
    const told = await until("the fact to come", () => mine?.events.find(({ subject }) => subject.id === id));
    assert.deepEqual([told.type, told.data], ["notification.created", { kind: "order_for_my_customer" }]);
    // what is the owner's own comes behind it
    const own = await notificationOf(t, s.organization, ada.id);
    assert.equal((await ada.ask("POST", `/v1/notifications/${own}/read`)).status, 200);
    await until("the owner's own to come", () => owners?.events.some(({ subject }) => subject.id === own));
    assert.deepEqual(
      owners?.events.map(({ subject }) => subject.id),
      [own],
    );
    for (const stream of [mine, owners]) stream?.close();
    await execute(adminUrl, "delete from plinth.notifications where id = $1", [own]);
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

  const maria = await buyerFor(t, s, customer);
  const { json: hers } = await maria.ask("POST", "/v1/orders", {
    body: { customer_id: customer, currency: "EUR", lines },
  });
  assert.equal((await s.post(`/v1/orders/${hers.id}/cancel`)).status, 200);
  await toldOf(maria, hers.id);
  assert.equal((await s.post(`/v1/buyers/${maria.id}/remove`)).status, 200);
  const kept = await execute(adminUrl, "select from plinth.notifications where user_id = $1", [maria.id]);
  assert.deepEqual(kept, []);
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
