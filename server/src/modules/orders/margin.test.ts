import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Decimal } from "decimal.js";
import fc from "fast-check";
import { type Basket, type KnownOffer, promise } from "./basket.ts";
import { marginMinor } from "./margin.ts";
import { largestMinor } from "./order.ts";

const line = (quantity: number, unitCost: string | null) => ({ quantity, unitCost });

describe("what an order earns", () => {
  for (const [words, subtotal, lines, currency, margin] of [
    ["is its subtotal less what the goods cost", 3_000n, [line(2, "5"), line(1, "7.50")], "EUR", 1_250n],
    ["is less than nothing where they cost more", 100n, [line(1, "3")], "EUR", -200n],
    ["is all of it where they cost nothing", 100n, [line(5, "0")], "EUR", 100n],
    ["rounds half a cent away from zero", 100n, [line(1, "0.005")], "EUR", 99n],
    ["leaves a little less than half a cent alone", 100n, [line(1, "0.004999")], "EUR", 100n],
    ["rounds once, at the end: three thirds are one", 100n, [line(1, "0.003"), line(1, "0.002")], "EUR", 99n],
    ["knows quantities of three decimals", 0n, [line(0.001, "10")], "EUR", -1n],
    ["is in whole yen", 500n, [line(3, "33.4")], "JPY", 400n],
    ["is in thousandths of a dinar", 5_000n, [line(3, "0.3334")], "KWD", 4_000n],
    ["takes decimals as the database writes them", 2_000n, [line(1, "7.250000")], "EUR", 1_275n],
    ["is not known when one cost is not", 3_000n, [line(1, "5"), line(1, null)], "EUR", null],
    ["is not known when it is no amount", 0n, [line(999_999_999, "999999999999")], "EUR", null],
    ["may be as low as an amount", 0n, [line(1, "90071992547409.91")], "EUR", -largestMinor],
    ["may not be lower", 0n, [line(1, "90071992547409.92")], "EUR", null],
  ] as const)
    test(words, () => assert.equal(marginMinor(subtotal, [...lines], currency), margin));

  test("is what exact decimals say, for any lines", () => {
    const decimals = (places: number, max: number) =>
      fc.integer({ min: 0, max }).map((n) => new Decimal(n).div(10 ** places).toFixed());
    const cases = fc.array(fc.tuple(decimals(3, 999_999), decimals(6, 999_999_999)), { maxLength: 20 });
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 12n), cases, (subtotal, pairs) => {
        const lines = pairs.map(([quantity, cost]) => line(Number(quantity), cost));
        const cost = pairs.reduce((sum, [q, c]) => sum.plus(new Decimal(q).times(c)), new Decimal(0));
        const expected = new Decimal(subtotal.toString()).minus(
          cost.times(100).toDecimalPlaces(0, Decimal.ROUND_HALF_UP),
        );
        assert.equal(String(marginMinor(subtotal, lines, "EUR")), expected.toFixed(0));
      }),
    );
  });
});

describe("a basket's margin", () => {
  const buyer = {
    id: "b",
    name: "Buyer",
    status: "active",
    payment_method: "prepaid" as const,
    country: "DE",
  };
  const offer = (wish: Partial<KnownOffer> = {}): KnownOffer => ({
    id: "p",
    sku: "P",
    name: "Product",
    status: "active",
    tax_category: "standard",
    unit_price: "10",
    unit_cost: "6",
    cost_currency: "EUR",
    ...wish,
  });
  const marginOf = (offers: Record<string, KnownOffer>, asked: Partial<Basket> = {}) => {
    const lines = Object.keys(offers).map((product_id) => ({ product_id, quantity: 2 }));
    const basket = { customer_id: "b", currency: "EUR", lines, ...asked };
    const verdict = promise(
      basket,
      buyer,
      (id) => offers[id],
      () => "19",
    );
    return "refused" in verdict ? verdict.refused : verdict.promised.marginMinor;
  };

  for (const [words, margin, expected] of [
    ["is known where every cost is", marginOf({ a: offer(), b: offer({ unit_cost: "1.5" }) }), 2_500n],
    ["is not where one is not", marginOf({ a: offer(), b: offer({ unit_cost: null }) }), null],
    ["is not in another currency than the costs", marginOf({ a: offer() }, { currency: "USD" }), null],
    [
      "counts the discount",
      marginOf({ a: offer() }, { lines: [{ product_id: "a", quantity: 1, discount_percent: 50 }] }),
      -100n,
    ],
  ] as const)
    test(words, () => assert.equal(margin, expected));
});
