/** What an organization chooses of its orders, as it is felt in the next one. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { testApp } from "#harness/app";
import { organizationContext } from "#harness/contexts";
import { shop } from "#harness/shop";
import { until } from "#harness/until";
import { plainTenant } from "#platform/access";
import { Problem } from "#platform/errors";
import { mayCancelItself } from "./policy.ts";

/** Half an hour before the year ends in London, half an hour after it began in Vienna. */
const newYear = new Date("2026-12-31T23:30:00Z");
const t = await testApp({ clock: { now: () => newYear, forDatabase: () => newYear.toISOString() } });

/** Chooses, and waits until every caller is known with it. */
async function choose(s: Awaited<ReturnType<typeof shop>>, body: object, holds: () => Promise<boolean>) {
  const headers = { "if-match": "*" };
  const { status, text } = await s.ask("PATCH", "/v1/settings", { body, headers });
  assert.equal(status, 200, text);
  await until("the choice to be known", holds);
}

test("the organization's year stands in its numbers, and its day decides the tax rate", async () => {
  const s = await shop(t);
  const customer = await s.customer({ country: "DE" });
  const product = await s.product();
  await s.receive(product, 100);
  await s.make("/v1/tax_rates", {
    country: "DE",
    category: "standard",
    first_on: "2027-01-01",
    rate_percent: 21,
  });
  const place = async () => (await s.place(customer, [{ product_id: product, quantity: 1 }])).json;

  const before = await place();
  assert.equal(before.number, "SO-2026-000001");
  assert.equal(before.lines[0].tax_rate_percent, 19);
  await choose(s, { time_zone: "Europe/Vienna" }, async () => /-2027-/.test((await place()).number));
  const after = await place();
  assert.match(after.number, /^SO-2027-\d{6}$/);
  assert.equal(after.lines[0].tax_rate_percent, 21);
  assert.equal(after.placed_at, "2026-12-31T23:30:00Z", "times stay in UTC");
});

test("each prefix counts by itself within a year, and one that was left goes on where it was", async () => {
  const s = await shop(t);
  const customer = await s.customer();
  const product = await s.product();
  await s.receive(product, 1_000);
  const place = async () => (await s.place(customer, [{ product_id: product, quantity: 1 }])).json.number;
  assert.equal(await place(), "SO-2026-000001");
  let last = "";
  const startsWith = (prefix: string) => async () => {
    last = await place();
    return last.startsWith(prefix);
  };
  await choose(s, { "orders.number_prefix": "AB" }, startsWith("AB-"));
  assert.equal(last, "AB-2026-000001");
  assert.equal(await place(), "AB-2026-000002");
  await choose(s, { "orders.number_prefix": null }, startsWith("SO-"));
  assert.notEqual(last, "SO-2026-000001");
});

describe("buyers cancel for themselves", () => {
  const chosen = (settings: Map<string, unknown>) => ({ tenant: { ...plainTenant, settings } });
  const buyer = { kind: "buyer", id: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60", name: "Bea" } as const;
  const refused = new Map<string, unknown>([["orders.buyers_may_cancel", false]]);
  const at = (actor: object, settings: Map<string, unknown>) =>
    mayCancelItself(
      organizationContext("0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60", { ...actor, ...chosen(settings) }),
    );

  test("unless the organization keeps it to its staff and programs", () => {
    assert.ok(at({ actor: buyer }, new Map()).allowed);
    assert.ok(at({}, refused).allowed);
    assert.equal(at({ actor: buyer }, refused).allowed, false);
  });

  test("403 before anything is locked, and 404 for what is not theirs stays 404", async () => {
    const s = await shop(t);
    const [own, other] = [await s.customer(), await s.customer()];
    const product = await s.product();
    await s.receive(product, 10);
    const mine = (await s.place(own, [{ product_id: product, quantity: 1 }])).json.id;
    const others = (await s.place(other, [{ product_id: product, quantity: 1 }])).json.id;
    const cancel = async (id: string, settings: Map<string, unknown>) => {
      const context = organizationContext(s.organization, {
        actor: buyer,
        scope: [own],
        permissions: new Set(["orders:cancel", "orders:read"]),
        ...chosen(settings),
      });
      const action = t.app.actions.find(({ name }) => name === "orders.cancel");
      assert.ok(action);
      const call = { context, inputs: [{ given: {}, id }], batch: false, dryRun: false, claim: undefined };
      return await t.app.executor.execute(action, call).then(
        ({ status }) => status,
        (error: unknown) => (error instanceof Problem ? error.kind.status : Promise.reject(error)),
      );
    };
    assert.equal(await cancel(mine, refused), 403);
    assert.equal(await cancel(others, refused), 404);
    assert.equal(await cancel(others, new Map()), 404);
    assert.equal(await cancel(mine, new Map()), 200);
  });
});
