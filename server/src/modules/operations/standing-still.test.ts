/** What stands still is in the inbox until it moves on, and an order's timeline tells how it came to that. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { deadJob } from "#harness/every-operations-action";
import { execute } from "#harness/execute";
import { testPerson } from "#harness/people";
import { type Shop, shop } from "#harness/shop";
import { idle, relayed } from "#harness/trail";
import { until } from "#harness/until";
import { systemContext } from "#modules/organizations";
import { inboxKinds, raise, settle } from "#platform/inbox";
import { metricsText } from "#platform/telemetry";
import { uuidv7 } from "#platform/uuid";

const t = await testApp({ jobs: true });
const s = await shop(t, "Stillstand GmbH");
const reason = "They gave another address by phone.";

type Item = Record<string, unknown> & { id: string };
type Entry = {
  at: string;
  id: string;
  kind: string;
  type: string;
  summary: string;
  state?: string;
  actor?: string;
};

const open = async (): Promise<Item[]> =>
  (await s.get("/v1/inbox?settled_at[null]=true&sort=since&limit=200")).json.data;

/** As whoever notices that something stands still. */
async function stands(kindName: string, key: string, wish: object = {}): Promise<void> {
  const kind = inboxKinds().find((one) => one.kind === kindName);
  assert.ok(kind);
  await t.app.database.transaction(systemContext(s.organization, "test"), (tx) =>
    raise(tx, s.organization, {
      ...{ kind, key, subject: { type: "order", id: uuidv7() }, because: `It stands still: ${key}.` },
      ...{ resolves: [], ...wish },
    }).then(() => {}),
  );
}

test("who may not read what an item is about sees nothing of it: not in lists, not by its id, not to settle it", async () => {
  const [packer, seller] = await Promise.all(
    ["warehouse", "sales"].map((role) => testPerson(t, { organization: s.organization, role })),
  );
  assert.ok(packer && seller);
  const subjects = ["order", "payment", "job", "connection"];
  for (const type of subjects)
    await stands("order_stuck", `about ${type}`, { subject: { type, id: uuidv7() }, details: { type } });
  const items = await open();
  const seen = { packer: ["order"], seller: ["order", "payment"] };
  for (const [who, types] of [
    [packer, seen.packer],
    [seller, seen.seller],
  ] as const) {
    const { json } = await who.ask(
      "GET",
      "/v1/inbox?settled_at[null]=true&count=exact&sort=since&expand=owner",
    );
    assert.deepEqual([json.data.map((item: Item) => item.subject_type), json.total], [types, types.length]);
    for (const { id, subject_type } of items) {
      const there = types.some((type) => type === subject_type);
      assert.equal((await who.ask("GET", `/v1/inbox/${id}`)).status, there ? 200 : 404);
      assert.equal((await who.ask("GET", `/v1/inbox/${id}/history`)).status, there ? 200 : 404);
      if (there || who === packer) continue;
      const settling = who.ask("POST", `/v1/inbox/${id}/settle`, { body: { reason } });
      const assigning = who.ask("POST", `/v1/inbox/${id}/assign`, { body: { member_id: null } });
      assert.deepEqual([(await settling).status, (await assigning).status], [404, 404]);
    }
  }
  await relayed(t.database.adminUrl);
  const told = await execute(
    t.database.adminUrl,
    "select data::json ->> 'subject_type' as type from plinth.events where type = 'inbox_item.raised' order by seq",
  );
  assert.deepEqual(
    told.map(({ type }) => type),
    subjects,
  );
  for (const { id, subject_type } of items) {
    const who: Pick<Shop, "ask"> = seen.seller.includes(String(subject_type)) ? seller : s;
    const settled = await who.ask("POST", `/v1/inbox/${id}/settle`, { body: { reason } });
    assert.equal(settled.status, 200, settled.text);
  }
});

test("every kind is listed with what blocks it, since when, and who looks after it, until it is settled", async () => {
  const ada = await testPerson(t, { organization: s.organization, role: "sales" });
  const kinds = inboxKinds();
  assert.ok(kinds.length > 2, "few kinds are declared");
  const since = new Date("2026-01-02T03:04:05Z");
  for (const { kind } of kinds) {
    const resolves = [{ action: "orders.confirm", door: "POST /v1/orders/…/confirm" }];
    await stands(kind, `walk ${kind}`, { since, ownerUserId: ada.id, resolves, details: { times: 7 } });
  }
  const items = await open();
  assert.deepEqual(
    items.map(({ kind }) => kind).sort(),
    kinds.map(({ kind }) => kind),
  );
  for (const { kind, because, since: at, owner_user_id, resolves, details } of items)
    assert.deepEqual(
      [because, at, owner_user_id, resolves, details],
      [
        `It stands still: walk ${kind}.`,
        "2026-01-02T03:04:05Z",
        ada.id,
        [{ action: "orders.confirm", door: "POST /v1/orders/…/confirm" }],
        { times: 7 },
      ],
    );
  for (const { kind } of kinds)
    await t.app.database.transaction(systemContext(s.organization, "test"), (tx) =>
      settle(tx, s.organization, `walk ${kind}`, "It moved on."),
    );
  assert.deepEqual(await open(), []);
  const told = (await s.get("/v1/inbox_kinds")).json.data;
  assert.deepEqual(
    told.map(({ kind }: { kind: string }) => kind),
    kinds.map(({ kind }) => kind),
  );
});

test("200: a member takes an item on and gives it back; the trail says so", async () => {
  const bob = await testPerson(t, { organization: s.organization, role: "sales" });
  await stands("dead_letters", "to be assigned");
  const [item] = await open();
  const path = `/v1/inbox/${item?.id}`;
  const taken = await s.post(`${path}/assign`, { member_id: bob.id }, { "if-match": '"1"' });
  assert.deepEqual([taken.status, taken.json.owner_user_id, taken.json.version], [200, bob.id, 2]);
  assert.equal((await s.get(`${path}?expand=owner`)).json.owner.id, bob.id);
  assert.equal((await s.get(`/v1/inbox?owner_user_id=${bob.id}`)).json.data.length, 1);
  const given = await s.post(`${path}/assign`, { member_id: null });
  assert.deepEqual([given.status, given.json.owner_user_id], [200, null]);
  const [entry] = (await s.get(`${path}/history`)).json.data;
  assert.deepEqual(entry.changes, { owner_user_id: { before: bob.id, after: null } });

  const stranger = await testPerson(t, { organization: (await t.tenant("Other GmbH")).id, role: "sales" });
  const refused = await s.post(`${path}/assign`, { member_id: stranger.id });
  assert.deepEqual([refused.status, refused.json.errors[0].pointer], [422, "/member_id"]);
  assert.equal((await s.post(`${path}/assign`, { member_id: bob.id }, { "if-match": '"1"' })).status, 412);
});

test("200: what was settled elsewhere is settled by hand, once, and may come again", async () => {
  await stands("dead_letters", "settled elsewhere");
  const item = (await open()).find(({ because }) => String(because).includes("settled elsewhere"));
  const { status, json } = await s.post(`/v1/inbox/${item?.id}/settle`, { reason });
  assert.deepEqual([status, json.settled_how, json.settled_by.split(":")[0]], [200, reason, "api_key"]);
  const again = await s.post(`/v1/inbox/${item?.id}/settle`, { reason });
  assert.deepEqual([again.status, again.json.code], [409, "invalid_state"]);
  assert.equal((await s.post(`/v1/inbox/${item?.id}/assign`, { member_id: null })).status, 409);
  await stands("dead_letters", "settled elsewhere");
  const anew = (await open()).find(({ because }) => String(because).includes("settled elsewhere"));
  assert.notEqual(anew?.id, item?.id);
});

/** An order with something of everything. */
async function eventful(): Promise<{ order: string; item: string }> {
  const product = await s.product();
  await s.receive(product, 5);
  const placed = await s.place(await s.customer(), [{ product_id: product, quantity: 1 }]);
  assert.equal(placed.status, 201);
  const order = String(placed.json.id);
  await deadJob(t, s.organization, { kind: "look.at", subject_type: "order", subject_id: order });
  await stands("dead_letters", `about ${order}`, { subject: { type: "order", id: order } });
  await s.post(`/v1/orders/${order}/annotate`, { internal_note: "Call them." });
  await s.post(`/v1/orders/${order}/cancel`);
  await idle(t.database.adminUrl);
  const item = (await open()).find(({ subject_id }) => subject_id === order);
  return { order, item: String(item?.id) };
}

async function entries(path: string, key = s.key): Promise<Entry[]> {
  const found: Entry[] = [];
  let after = "";
  do {
    const { status, json, text } = await t.ask("GET", `${path}?limit=2${after}`, { key });
    assert.equal(status, 200, text);
    assert.ok(json.data.length <= 2);
    found.push(...json.data);
    after = json.next_cursor === null ? "" : `&after=${json.next_cursor}`;
  } while (after !== "");
  return found;
}

test("200: a timeline tells events, jobs and what stood still, in order and without a gap between pages", async () => {
  const { order, item } = await eventful();
  const path = `/v1/orders/${order}/timeline`;
  const whole: Entry[] = (await s.get(`${path}?limit=200`)).json.data;
  assert.deepEqual(
    whole.map(({ at }) => at),
    whole.map(({ at }) => at).sort(),
  );
  const ours = whole.filter(({ type }) => /^order\.(placed|annotated|cancelled)$/.test(type));
  assert.deepEqual(
    ours.map(({ type }) => type),
    ["order.placed", "order.annotated", "order.cancelled"],
  );
  assert.match(ours[0]?.summary ?? "", /^A customer ordered/);
  assert.match(ours[0]?.actor ?? "", /^api_key:/);
  const job = whole.find(({ type }) => type === "look.at");
  assert.deepEqual(
    [job?.kind, job?.state, job?.summary],
    ["job", "dead", "The job look.at gave up after 20 attempts: timeout."],
  );
  const stood = whole.find(({ id }) => id === item);
  assert.deepEqual(
    [stood?.kind, stood?.state, stood?.summary],
    ["inbox_item", "open", `It stands still: about ${order}.`],
  );
  const paged = await entries(path);
  assert.deepEqual(
    paged.map(({ id }) => id),
    whole.map(({ id }) => id),
  );
});

test("200: facts of one moment stand in the order in which the feed has them, over pages too", async () => {
  const { order } = await eventful();
  await execute(
    t.database.adminUrl,
    `update plinth.events e
        set occurred_at = (select min(occurred_at) from plinth.events where subject_id = $1),
            id = overlay(id::text placing to_hex(9 - rank) from 1 for 1)::uuid
       from (select seq, rank() over (order by seq)::int from plinth.events where subject_id = $1) ranked
      where e.subject_id = $1 and e.seq = ranked.seq`,
    [order],
  );
  const told = await entries(`/v1/orders/${order}/timeline`);
  assert.deepEqual(
    told.filter(({ kind }) => kind === "event").map(({ type }) => type),
    ["order.placed", "order.annotated", "order.cancelled"],
  );
});

test("200: of what one may not read a timeline tells nothing", async () => {
  const { order } = await eventful();
  const kindsFor = async (role: string) =>
    new Set(
      (await entries(`/v1/orders/${order}/timeline`, await t.keyFor(s.organization, role))).map(
        ({ kind }) => kind,
      ),
    );
  assert.deepEqual(await kindsFor("integration"), new Set(["event"]));
  assert.deepEqual(await kindsFor("sales"), new Set(["event", "inbox_item"]));
  assert.deepEqual(await kindsFor("auditor"), new Set(["event", "job", "inbox_item"]));
});

test("404: an order that is not there has no timeline, nor has another organization's", async () => {
  const { order } = await eventful();
  const other = await t.tenant("Other GmbH");
  const path = (id: string) => `/v1/orders/${id}/timeline`;
  assert.equal((await t.ask("GET", path(order), { key: other.key })).status, 404);
  for (const id of [uuidv7(), "nonsense"]) assert.equal((await s.get(path(id))).status, 404);
});

test("400: a cursor of something else is refused", async () => {
  const { order } = await eventful();
  const wrong = [
    "x",
    Buffer.from('["trail","x"]').toString("base64url"),
    Buffer.from('["timeline","2026",1,"x"]').toString("base64url"),
  ];
  for (const after of wrong) {
    const { status, json } = await s.get(`/v1/orders/${order}/timeline?after=${after}`);
    assert.deepEqual([status, json.code], [400, "unknown_parameter"]);
  }
});

test("dead letters are counted for whoever watches the figures", async () => {
  await deadJob(t, s.organization, { kind: "look.at", subject_type: "order", subject_id: uuidv7() });
  const counted = async () => /^plinth_dead_letters\{[^}]*\} [1-9]/m.test(await metricsText());
  await until("the figures to tell of it", counted, 20_000);
});
