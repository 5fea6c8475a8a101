/**
 * What must always be true is looked at: what somebody broke is in the inbox, the log and the metrics, and out of them when
 * it is true again. Each rule is broken once on purpose: one that cannot be seen failing proves nothing.
 */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Client } from "pg";
import { testApp } from "#harness/app";
import { buyerFor } from "#harness/buyers";
import { connected, execute } from "#harness/execute";
import { askedBy, assertInvariants, brokenInvariants, claimedByTests } from "#harness/invariants";
import { invited } from "#harness/invitations";
import { testPerson } from "#harness/people";
import { plantedClaims, plantedFaults, type Standing } from "#harness/planted-faults";
import { shop } from "#harness/shop";
import { idle } from "#harness/trail";
import { until } from "#harness/until";
import { type Invariant, lookAtAll, lookAtSample } from "#platform/invariants";
import { declaredNoun } from "#platform/resource";
import { metricsText } from "#platform/telemetry";

const t = await testApp({ jobs: true, keep: true });
after(() => t.database.drop());
const { adminUrl } = t.database;
const { invariants } = t.app;
const s = await shop(t);
const of = await openShop();

/** A little of everything that rules are about. */
async function openShop(): Promise<Standing> {
  const customer = await s.customer();
  const product = await s.product();
  await s.receive(product, 10);
  const { json: order } = await s.place(customer, [{ product_id: product, quantity: 3 }], {
    "idempotency-key": "k",
  });
  const { json: cancelled } = await s.place(customer, [{ product_id: product, quantity: 2 }]);
  await s.post(`/v1/orders/${cancelled.id}/cancel`);
  const { json: paid } = await s.place(customer, [{ product_id: product, quantity: 1 }]);
  const transfer = { method: "bank_transfer", reference: "SO-3", value_on: "2026-11-20" };
  const payment = await s.make(`/v1/orders/${paid.id}/payments`, transfer);
  await s.post(`/v1/payments/${payment}/refund`, {
    ...{ amount_minor: 500, reason: "One was broken.", reference: "Refund SO-3" },
  });
  const person = await testPerson(t);
  const { token } = await invited(t, s, person.email);
  await person.ask("POST", "/v1/invitations/accept", { body: { token } });
  await person.ask("POST", "/v1/auth/logout");
  const buyer = await buyerFor(t, s, customer);
  return { line: order.lines[0].id, order: order.id, payment, member: person.id, buyer: buyer.id };
}

/** What the schedule does within the hour. */
async function looks(): Promise<void> {
  const [job] = await execute(
    adminUrl,
    `insert into plinth.jobs (organization_id, kind, queue, most_attempts) values ($1, 'invariants.look', 'default', 3) returning id`,
    [s.organization],
  );
  await until("the look to be over", async () => {
    const [row] = await execute(adminUrl, "select state, error_detail from plinth.jobs where id = $1", [
      job?.id,
    ]);
    assert.notEqual(row?.state, "dead", String(row?.error_detail));
    return row?.state === "done";
  });
}

const items = async () =>
  (await s.get("/v1/inbox?kind=books_do_not_balance&settled_at[null]=true")).json.data;

test("the books of honest deeds are right, by everything and by a sample, and nobody is told", async () => {
  await idle(adminUrl);
  await assertInvariants(adminUrl);
  await looks();
  assert.deepEqual(await items(), []);
  const metrics = await figures();
  for (const { name } of invariants)
    assert.match(
      metrics,
      new RegExp(`plinth_invariants_checked_total{invariant="${name}",outcome="held"} 1`),
    );
});

test("what somebody broke is in the inbox with its objects, once, and out of it when it is true again", async () => {
  await execute(adminUrl, "update stock_levels set on_hand = on_hand + 1");
  await looks();
  await looks();
  const [item, ...more] = await items();
  assert.deepEqual(more, []);
  const [level] = await execute(adminUrl, "select id from stock_levels");
  assert.equal(item.subject_type, "stock_level");
  assert.equal(item.subject_id, level?.id);
  assert.equal(item.times, 2);
  assert.equal(item.details.invariant, "stock_is_its_ledger");
  assert.deepEqual(item.details.keys, [level?.id]);
  assert.match(item.because, /^Not true any more: What lies there is the sum of its movements\./);
  assert.match(
    await figures(),
    /plinth_invariants_checked_total{invariant="stock_is_its_ledger",outcome="broken"} 2/,
  );

  await execute(adminUrl, "update stock_levels set on_hand = on_hand - 1");
  await looks();
  assert.deepEqual(await items(), []);
  const { json } = await s.get(`/v1/inbox/${item.id}`);
  assert.match(json.settled_how, /looked at again/);
});

/** As an agent reads them. */
const figures = (): Promise<string> => metricsText();

test("a look goes on where the last one ended, and begins again behind the last", async () => {
  const asked = askedBy((...statement) => execute(adminUrl, ...statement), s.organization);
  const [invariant] = invariants.filter(({ name }) => name === "held_order_is_placed");
  assert.ok(invariant);
  const one = { ...invariant, of: { ...invariant.of, sample: 1 } };
  const ids = (await execute(adminUrl, "select id from orders order by id")).map(({ id }) => String(id));
  const seen: string[] = [];
  const watching: Invariant = {
    ...one,
    async find({ keys }) {
      seen.push(keys.at(-1) ?? "");
      return [];
    },
  };
  let places = new Map<string, string>();
  for (const _ of [...ids, "the end", "again"])
    places = (await lookAtSample(asked, [watching], places)).places;
  const newest = ids.at(-1) ?? "";
  assert.deepEqual(seen, [...ids, newest, ids[0]]);
});

test("nothing is broken while facts are forgotten", async () => {
  const forgotten = "update plinth.organization_feed set removed_up_to = 3 where organization_id = $1";
  await falsified(async (client) => {
    await client.query("delete from plinth.events where seq <= 3 and organization_id = $1", [s.organization]);
    await client.query(forgotten, [s.organization]);
    assert.deepEqual(await namesBroken(client), []);
  });
});

test("the application is closed", async () => {
  // nobody may move or mend anything while the books are falsified, nor wait for it
  await idle(adminUrl);
  await t.app.close();
});

test("every invariant has a fault that it is seen to find, and a noun whose readers are told", () => {
  assert.deepEqual(Object.keys(plantedFaults).sort(), invariants.map(({ name }) => name).sort());
  assert.deepEqual(Object.keys(plantedClaims).sort(), Object.keys(claimedByTests).sort());
  for (const { subject } of invariants) assert.ok(declaredNoun(subject.noun), subject.noun);
});

for (const invariant of invariants) {
  test(`a violation is seen: ${invariant.name}`, () =>
    falsified(async (client) => {
      await plant(client, plantedFaults[invariant.name]?.(of) ?? []);
      const asked = askedBy(async (...query) => (await client.query(...query)).rows, s.organization);
      const [all] = await lookAtAll(asked, [invariant]);
      const [sample] = (await lookAtSample(asked, [invariant], new Map())).outcomes;
      assert.ok(all && all.violations.length > 0, "by a look at everything");
      assert.ok(sample && sample.violations.length > 0, "by a sample");
    }));
}

for (const rule of Object.keys(claimedByTests)) {
  test(`a violation is seen: ${rule}`, () =>
    falsified(async (client) => {
      await plant(client, plantedClaims[rule] ?? []);
      assert.ok((await client.query(claimedByTests[rule] ?? "")).rows.length > 0);
    }));
}

test("what is seen is said with its rule", async () => {
  await execute(adminUrl, "update plinth.counters set last = last + 1 where series like 'SO-%'");
  const [said = "", ...more] = await brokenInvariants(adminUrl);
  assert.match(said, /^not true: orders_are_numbered_without_gap: 3 ×/);
  assert.deepEqual(more, []);
});

/** Short by nature, or one row for each organization. */
const small = ["outbox", "audit_entries", "organization_feed", "audit_heads", "audit_keys", "counters"];

type Plan = { "Node Type": string; "Relation Name"?: string; "Index Cond"?: string; Plans?: Plan[] };
type Explained = { "QUERY PLAN": { Plan: Plan }[] };

test("a look reads by keys: no statement goes through all rows of a large table, or of an organization", async () => {
  const { appUrl, systemUrl } = t.database;
  // what the planner makes of a million rows in each table, without the hour that it takes to write them
  await execute(
    adminUrl,
    `update pg_class set reltuples = 1000000, relpages = greatest(1, pg_relation_size(oid) / 8192)
      where relkind in ('r', 'i') and relnamespace in ('public'::regnamespace, 'plinth'::regnamespace)
        and not (relname = any ($1))`,
    [small],
  );
  const wide: string[] = [];
  let explained = 0;
  for (const [role, url] of Object.entries({ organization: appUrl, system: systemUrl }))
    await connected(url, async (run) => {
      await run("begin");
      await run("select plinth.set_context($1, $2, 'all')", [s.organization, `system:${s.organization}`]);
      const asked = askedBy(async (text, values) => {
        const [row] = (await run(`explain (generic_plan, format json) ${text}`)) as Explained[];
        for (const { Plan: plan } of row?.["QUERY PLAN"] ?? [])
          wide.push(...wideReads(plan, false).map((read) => `${read}\n${text}`));
        explained++;
        return await run(text, values);
      }, s.organization);
      const theirs = invariants.filter((one) => one.of.as === role);
      await lookAtSample(asked, theirs, new Map());
    });
  assert.deepEqual(wide, []);
  assert.ok(explained > invariants.length);
});

/** What is read without a key of its own, and does not end after a few rows. */
function wideReads(plan: Plan, limited: boolean): string[] {
  const {
    "Node Type": node,
    "Relation Name": table = "",
    "Index Cond": condition = "",
    Plans: below = [],
  } = plan;
  const keyed = condition.split(" AND ").some((part) => part !== "" && !/^\(*organization_id /.test(part));
  const wide = table !== "" && !small.includes(table) && !keyed && (!limited || node === "Seq Scan");
  return [
    ...(wide && node !== "Bitmap Heap Scan" ? [`${node} of ${table}: ${condition}`] : []),
    ...below.flatMap((one) => wideReads(one, limited || node === "Limit")),
  ];
}

/** In a transaction that never was, without foreign keys. */
async function falsified(deed: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query("begin");
    await client.query("set local session_replication_role = replica");
    await deed(client);
  } finally {
    await client.end();
  }
}

async function plant(client: Client, statements: string[]): Promise<void> {
  for (const statement of statements) {
    const { rowCount } = await client.query(statement);
    assert.notEqual(rowCount, 0, `${statement} met no row`);
  }
}

async function namesBroken(client: Client): Promise<string[]> {
  const asked = askedBy(async (...query) => (await client.query(...query)).rows, s.organization);
  const outcomes = await lookAtAll(asked, invariants);
  return outcomes.filter(({ violations }) => violations.length > 0).map(({ invariant }) => invariant.name);
}
