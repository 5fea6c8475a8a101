import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { addQuantities, mayBecome, merged, netMinor, orderStates, totals, type WantedLine } from "./order.ts";

/** Exact fractions, in another way than the code's: numerator and denominator, never scaled. */
type Fraction = { over: bigint; under: bigint };
const fraction = (decimal: string): Fraction => {
  const [whole = "0", part = ""] = decimal.split(".");
  return { over: BigInt(whole + part), under: 10n ** BigInt(part.length) };
};
const times = (a: Fraction, b: Fraction): Fraction => ({ over: a.over * b.over, under: a.under * b.under });
const without = (percent: Fraction): Fraction => ({
  over: 100n * percent.under - percent.over,
  under: 100n * percent.under,
});
/** Half away from zero, by comparing the remainder with its complement. Never negative here. */
const rounded = ({ over, under }: Fraction): bigint => {
  const rest = over % under;
  return over / under + (rest >= under - rest ? 1n : 0n);
};
const minorUnits: Record<string, bigint> = { JPY: 1n, EUR: 100n, KWD: 1000n };

const line = (quantity: number, unitPrice: string, discountPercent = 0) => ({
  quantity,
  unitPrice,
  discountPercent,
});

const nets: [words: string, line: ReturnType<typeof line>, currency: string, net: bigint][] = [
  ["whole amounts stay what they are", line(3, "12.50"), "EUR", 3750n],
  ["exactly half a cent goes up", line(1, "0.005"), "EUR", 1n],
  ["a little less than half goes down", line(1, "0.004999"), "EUR", 0n],
  ["half of an even cent goes up too: not to even", line(1, "0.025"), "EUR", 3n],
  ["half by the quantity", line(0.5, "0.01"), "EUR", 1n],
  ["half by the discount", line(1, "0.01", 50), "EUR", 1n],
  ["a discount is taken off before rounding, once", line(3, "0.333333", 10), "EUR", 90n],
  ["a float that binary cannot hold", line(0.1, "0.3"), "EUR", 3n],
  ["the yen has no cents", line(1, "0.5"), "JPY", 1n],
  ["the yen rounds down below the half", line(1, "0.499999"), "JPY", 0n],
  ["the dinar has three places", line(1, "1.2345"), "KWD", 1235n],
  ["all of the discount is nothing", line(7, "99.99", 100), "EUR", 0n],
  ["the smallest of all", line(0.001, "0.000001", 99.9999), "KWD", 0n],
  ["beyond what a float carries", line(999_999_999, "9999999.999999"), "EUR", 999_999_998_999_900_000n],
];
for (const [words, given, currency, net] of nets) {
  test(`a line's net amount: ${words}`, () => assert.equal(netMinor(given, currency), net));
}

const quantities = fc.integer({ min: 1, max: 999_999_999_999 }).map((milli) => milli / 1_000);
const prices = fc
  .tuple(fc.integer({ min: 0, max: 999_999 }), fc.integer({ min: 0, max: 6 }), fc.nat(999_999))
  .map(([whole, places, part]) =>
    places === 0 ? String(whole) : `${whole}.${String(part).padStart(6, "0").slice(0, places)}`,
  );
const discounts = fc.integer({ min: 0, max: 1_000_000 }).map((part) => part / 10_000);
const rates = fc.constantFrom("0", "5.5", "7.0000", "8.1", "19", "25.5", "99.9999", "100");
const currencies = fc.constantFrom("EUR", "JPY", "KWD");

test("a line's net amount is that of exact fractions, whatever is asked", () => {
  fc.assert(
    fc.property(quantities, prices, discounts, currencies, (quantity, unitPrice, percent, currency) => {
      const exact = times(
        times(fraction(String(quantity)), fraction(unitPrice)),
        without(fraction(String(percent))),
      );
      const expected = rounded(times(exact, { over: minorUnits[currency] ?? 0n, under: 1n }));
      assert.equal(netMinor(line(quantity, unitPrice, percent), currency), expected);
    }),
    { numRuns: 2_000 },
  );
});

test("at an exact half the amount goes away from zero, never to even", () => {
  fc.assert(
    fc.property(fc.nat(10_000_000), (cents) => {
      const unitPrice = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}5`;
      assert.equal(netMinor(line(1, unitPrice), "EUR"), BigInt(cents) + 1n);
    }),
  );
});

test("tax is rounded once per rate, on the sum of its lines", () => {
  const three = [
    { netMinor: 3n, taxRatePercent: "19" },
    { netMinor: 3n, taxRatePercent: "19" },
    { netMinor: 3n, taxRatePercent: "19" },
  ];
  // 0.57 cents each would be 1 + 1 + 1; the sum is 1.71
  assert.deepEqual(totals(three), { subtotalMinor: 9n, taxMinor: 2n, totalMinor: 11n });
  const two = [
    { netMinor: 50n, taxRatePercent: "1" },
    { netMinor: 50n, taxRatePercent: "3" },
  ];
  // half a cent and one and a half: each rate rounds by itself
  assert.deepEqual(totals(two), { subtotalMinor: 100n, taxMinor: 3n, totalMinor: 103n });
});

test("totals are those of exact fractions, and subtotal plus tax is the total", () => {
  const lines = fc.array(
    fc.record({ netMinor: fc.bigInt({ min: 0n, max: 10n ** 15n }), taxRatePercent: rates }),
    { minLength: 1, maxLength: 20 },
  );
  fc.assert(
    fc.property(lines, (given) => {
      let subtotal = 0n;
      let tax = 0n;
      for (const [rate, own] of Map.groupBy(given, ({ taxRatePercent }) => taxRatePercent)) {
        const net = own.reduce((sum, one) => sum + one.netMinor, 0n);
        subtotal += net;
        tax += rounded(times({ over: net, under: 100n }, fraction(rate)));
      }
      assert.deepEqual(totals(given), {
        subtotalMinor: subtotal,
        taxMinor: tax,
        totalMinor: subtotal + tax,
      });
    }),
    { numRuns: 500 },
  );
});

test("one rate written in two ways is one rate", () => {
  const lines = [
    { netMinor: 3n, taxRatePercent: "19" },
    { netMinor: 3n, taxRatePercent: "19.0000" },
  ];
  assert.equal(totals(lines).taxMinor, 1n); // 1.14 together; 0.57 each would be 2
});

const wanted = (productId: string, quantity: number, unitPrice = "10", discountPercent = 0): WantedLine => ({
  productId,
  quantity,
  unitPrice,
  discountPercent,
});

const merges: [words: string, lines: WantedLine[], merged: [quantity: number, indexes: number[]][]][] = [
  ["the same product, price and discount become one", [wanted("a", 1), wanted("a", 2)], [[3, [0, 1]]]],
  [
    "at the place of the first",
    [wanted("a", 1), wanted("b", 5), wanted("a", 2)],
    [
      [3, [0, 2]],
      [5, [1]],
    ],
  ],
  [
    "a price written differently is the same price",
    [wanted("a", 1, "10"), wanted("a", 1, "10.00")],
    [[2, [0, 1]]],
  ],
  [
    "another price stays a line",
    [wanted("a", 1), wanted("a", 1, "9.99")],
    [
      [1, [0]],
      [1, [1]],
    ],
  ],
  [
    "another discount stays a line",
    [wanted("a", 1), wanted("a", 1, "10", 5)],
    [
      [1, [0]],
      [1, [1]],
    ],
  ],
  [
    "another product stays a line",
    [wanted("a", 1), wanted("b", 1)],
    [
      [1, [0]],
      [1, [1]],
    ],
  ],
  ["quantities add up without float tails", [wanted("a", 0.1), wanted("a", 0.2)], [[0.3, [0, 1]]]],
];
for (const [words, lines, expected] of merges) {
  test(`merging lines: ${words}`, () => {
    assert.deepEqual(
      merged(lines).map(({ quantity, indexes }) => [quantity, indexes]),
      expected,
    );
  });
}

test("merging loses no quantity and no line of the caller, and merges all that can be", () => {
  const someLines = fc.array(
    fc.record({
      productId: fc.constantFrom("a", "b", "c"),
      quantity: fc.integer({ min: 1, max: 5_000 }).map((milli) => milli / 1_000),
      unitPrice: fc.constantFrom("1", "1.0", "1.5", "2"),
      discountPercent: fc.constantFrom(0, 5),
    }),
    { minLength: 1, maxLength: 30 },
  );
  fc.assert(
    fc.property(someLines, (lines) => {
      const result = merged(lines);
      assert.deepEqual(
        result.flatMap(({ indexes }) => indexes).sort((a, b) => a - b),
        lines.map((_, i) => i),
      );
      for (const { quantity, indexes } of result) {
        const milli = indexes.reduce((sum, i) => sum + Math.round((lines[i]?.quantity ?? 0) * 1_000), 0);
        assert.equal(Math.round(quantity * 1_000), milli);
      }
      const keys = result.map((one) => `${one.productId} ${Number(one.unitPrice)} ${one.discountPercent}`);
      assert.equal(new Set(keys).size, keys.length);
    }),
  );
});

test("merging leaves the caller's own lines alone", () => {
  const lines = [wanted("a", 1), wanted("a", 2)];
  merged(lines);
  assert.deepEqual(lines, [wanted("a", 1), wanted("a", 2)]);
});

test("quantities are added as thousandths", () => {
  fc.assert(
    fc.property(fc.nat(1_000_000_000), fc.nat(1_000_000_000), (a, b) => {
      assert.equal(addQuantities(a / 1_000, b / 1_000), (a + b) / 1_000);
    }),
  );
});

test("an order may only go the ways of its state table", () => {
  const ways = orderStates.flatMap((from) =>
    orderStates.filter((to) => mayBecome(from, to)).map((to) => `${from} → ${to}`),
  );
  assert.deepEqual(ways, [
    "placed → confirmed",
    "placed → cancelled",
    "confirmed → shipped",
    "confirmed → cancelled",
    "shipped → returned",
  ]);
});
