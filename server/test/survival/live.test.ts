/**
 * Whoever follows the feed misses nothing and hears nothing twice, whoever dies: servers, the database, its connections,
 * and the links of those who follow.
 */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { declarations } from "#app";
import { buyerFor } from "#harness/buyers";
import { whyNoBrowser } from "#harness/chromium";
import { execute } from "#harness/execute";
import { askAt } from "#harness/instance";
import { assertContiguous } from "#harness/live";
import { loggedIn, testPerson } from "#harness/people";
import { shopOf } from "#harness/shop";
import { pace, until } from "#harness/until";
import { permissionsOfFixed } from "../../src/modules/organizations/roles.ts";
import { startFleet } from "./fleet.ts";
import { type Follower, follow, type Reader } from "./followers.ts";
import { mortal } from "./mortal.ts";
import { isFinal } from "./stubborn-clients.ts";
import { agreement, openWatchingPage, type WatchingPage } from "./watching-page.ts";

/** 100 for a thorough look, which takes minutes. */
const kills = Number(process.env.SURVIVAL_KILLS ?? 20);
/** Of ten kills; the database and the processes take a second to come back, a link comes back at once. */
const victims = [
  "link",
  "server",
  "connection",
  "link",
  "connection",
  "link",
  "database",
  "link",
  "connection",
  "server",
];

const life = await mortal();
const fleet = await startFleet(life.environment, { front: [], back: [] });
const followers: Follower[] = [];
const pages: WatchingPage[] = [];
const enough = new AbortController();
after(async () => {
  enough.abort();
  await Promise.all([...followers.map((follower) => follower.end()), ...pages.map((page) => page.close())]);
  await fleet.end();
  await life.end();
});
await until("both processes to listen", fleet.full, 30_000);

const { organization, adminUrl } = life;
const anywhere = () => fleet.urls[Math.floor(Math.random() * fleet.urls.length)] ?? "";
const t = {
  ask: (...asked: Parameters<typeof askAt> extends [string, ...infer Rest] ? Rest : never) =>
    askAt(fleet.url, ...asked),
  database: { adminUrl },
} as Parameters<typeof buyerFor>[0];
const s = shopOf(t, organization, life.key);
const [product, own, foreign] = [await s.product(), await s.customer(), await s.customer()];
await s.receive(product, 100_000);
const sales = await testPerson(t, { organization, role: "sales" });
const buyer = await buyerFor(t, s, own);

const anew = (email: string) => async () =>
  (await loggedIn({ ask: (...asked) => askAt(anywhere(), ...asked) }, email)).token;
const kinds: Record<string, { reader: Pick<Reader, "key" | "logIn">; due: () => Promise<string[]> }> = {
  "who reads the whole feed": {
    reader: { key: life.key },
    due: () => eventIds("true"),
  },
  "a member of sales": {
    reader: { key: sales.token, logIn: anew(sales.email) },
    due: () =>
      eventIds(`subject_type = any ($2) and (user_id is null or user_id = $3)`, [readBy("sales"), sales.id]),
  },
  "a buyer": {
    reader: { key: buyer.token, logIn: anew(buyer.email) },
    // from the objects themselves: whom the feed says that they concern is what is to be proved
    due: () =>
      eventIds(
        `subject_type = any ($2)
           and (user_id = $3
             or subject_type in ('product', 'tax_rate')
             or subject_type = 'customer' and subject_id = $4
             or subject_type = 'contact' and exists (select from contacts c where c.id = e.subject_id and c.customer_id = $4)
             or subject_type = 'order' and exists (select from orders o where o.id = e.subject_id and o.customer_id = $4))`,
        [readBy("buyer"), buyer.id, own],
      ),
  },
};

/** In the order in which they were committed. */
async function eventIds(which: string, values: unknown[] = []): Promise<string[]> {
  const rows = await execute(
    adminUrl,
    `select id from plinth.events e where organization_id = $1 and ${which} order by seq`,
    [organization, ...values],
  );
  return rows.map(({ id }) => String(id));
}

/** Nouns that the role may read, and that are told of by themselves. */
function readBy(role: "sales" | "buyer"): string[] {
  const held = permissionsOfFixed(role);
  return declarations()
    .registry.resources.filter(
      ({ read, part, only }) => held.includes(read) && part === undefined && only === undefined,
    )
    .map(({ name }) => name);
}

for (const [kind, { reader }] of Object.entries(kinds))
  for (const doors of [["sse"], ["socket"], ["poll"], ["socket", "sse", "poll"]] as Reader["doors"][])
    followers.push(follow(fleet.urls, { name: `${kind}, by ${doors.join(", ")}`, doors, ...reader }));

// whole readers at either process, and one to whom the numbers are their own
const browsers = whyNoBrowser() === undefined;
if (browsers)
  for (const [at, kind, key] of [
    [0, "who reads the whole feed", life.key],
    [1, "who reads the whole feed", life.key],
    [1, "a member of sales", sales.token],
  ] as const)
    pages.push(await openWatchingPage(fleet.urls[at] ?? "", kind, key));

/** Orders of both customers, by people who insist. */
let placed = 0;
async function trade(): Promise<void> {
  for (let i = 0; !enough.signal.aborted; i++) {
    const body = {
      customer_id: i % 2 === 0 ? own : foreign,
      currency: "EUR",
      lines: [{ product_id: product, quantity: 1 }],
    };
    const { id } = await insist("/v1/orders", body);
    placed++;
    if (i % 3 === 0) await insist(`/v1/orders/${id}/cancel`, {});
    await pace(20);
  }
}

async function insist(path: string, body: object): Promise<{ id: string }> {
  const headers = { "idempotency-key": crypto.randomUUID() };
  for (;;) {
    life.ended.throwIfAborted();
    const answer = await askAt(anywhere(), "POST", path, { key: life.key, body, headers }).catch(
      () => undefined,
    );
    if (answer !== undefined && isFinal(answer)) {
      assert.ok(answer.status < 300, answer.text);
      return answer.json;
    }
    await pace(50);
  }
}

const killings: Record<string, () => Promise<unknown>> = {
  async server() {
    await until("somebody to be there who may die", fleet.full, 30_000);
    fleet.shoot();
  },
  async database() {
    await until("both places to be taken", fleet.full, 30_000); // who starts meanwhile ends with it
    const back = Promise.withResolvers<void>();
    fleet.hold(back.promise);
    await life.killPostgres();
    await life.startPostgres();
    back.resolve();
  },
  connection: () =>
    execute(
      adminUrl,
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name like 'plinth %' order by random() limit 1`,
    ),
  async link() {
    const linked = followers.filter((follower) => follower.isLinked());
    linked[Math.floor(Math.random() * linked.length)]?.cut();
  },
};

/** @throws what everybody was doing when nothing went on */
async function standsStill(kill: number, cause: unknown): Promise<never> {
  const answered = await Promise.all(
    fleet.urls.map((url) => askAt(url, "GET", "/readyz").then(({ text }) => text, String)),
  );
  const sessions = await execute(
    adminUrl,
    `select application_name, state, wait_event, left(query, 80) as query, (now() - state_change)::text as since
       from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  ).catch(String);
  const seen = JSON.stringify({ answered, sessions }, null, 1);
  throw new Error(
    `nobody trades after ${kill} kills, of a ${victims[(kill - 1) % victims.length]} last: ${seen}`,
    { cause },
  );
}

test(`over ${kills} kills every client's own sequence has no hole, nothing twice, and all that they may be told`, async (test) => {
  const trading = Promise.all([trade(), trade()]);
  trading.catch(() => {}); // looked at below
  for (let i = 0; i < kills; i++) {
    const goal = placed + 3;
    const more = until("three more orders", () => placed >= goal, 60_000).catch((error) =>
      standsStill(i, error),
    );
    await Promise.race([more, trading]);
    await killings[victims[i % victims.length] ?? ""]?.();
  }
  const goal = placed + 10;
  await Promise.race([until("orders after the last death", () => placed >= goal, 60_000), trading]);
  enough.abort();
  await trading;

  for (const [kind, { due }] of Object.entries(kinds))
    for (const follower of followers.filter(({ name }) => name.startsWith(kind))) {
      const told = () => follower.told().map(({ id }) => id);
      const all = async () => {
        const [count, expected] = [told().length, await due()];
        return count >= expected.length && expected;
      };
      await until(`${follower.name} to be told everything`, all, 20_000).catch(() => {}); // what is missing is told below
      assert.deepEqual(told(), await due(), follower.name);
      assertContiguous(follower.told(), 1);
      assert.deepEqual(follower.refused, [], follower.name);
    }
  for (const { name, verdict, complaints } of pages) {
    const due = async () => agreement((await kinds[name]?.due())?.length ?? 0);
    const agreed = async () => (await verdict()) === (await due());
    await until(`a browser of ${name} to show everything`, agreed, 30_000).catch(() => {}); // what it says is told below
    assert.equal(await verdict(), await due(), `a browser of ${name}`);
    assert.deepEqual(complaints(), [], `a browser of ${name}`);
  }
  const streams = followers.reduce((sum, { came }) => sum + came.sse + came.socket, 0);
  test.diagnostic(`${placed} orders, ${fleet.shot} processes shot, ${streams} streams`);
  assert.ok(
    fleet.shot >= Math.floor(kills / 5) && streams > followers.length + kills / 4,
    "nobody noticed any death",
  );
  assert.deepEqual(fleet.crashed, []);
});
