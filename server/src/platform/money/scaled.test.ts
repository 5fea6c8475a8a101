import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { currenciesInUse, isCurrency, minorDigits } from "./currency.ts";
import { scaled } from "./scaled.ts";

describe("a decimal as a whole number of its smallest places", () => {
  for (const [decimal, places, expected] of [
    ["12.5", 6, 12_500_000n],
    ["0", 6, 0n],
    ["0.000001", 6, 1n],
    ["-1.5", 3, -1_500n],
    ["1.500000", 1, 15n],
    ["007", 0, 7n],
    [0.1, 3, 100n],
    [999_999_999_999.999, 3, 999_999_999_999_999n],
    ["9".repeat(30), 6, BigInt(`${"9".repeat(30)}000000`)],
  ] as const)
    test(`${decimal} with ${places} places`, () => assert.equal(scaled(decimal, places), expected));

  test("refuses what is no plain decimal, or has more places", () => {
    for (const wrong of [
      "",
      "-",
      ".5",
      "5.",
      "1e3",
      "+1",
      "1,5",
      " 1",
      "1.2.3",
      "NaN",
      "Infinity",
      "0x1",
      "١",
      1e21,
      1e-7,
      Number.NaN,
    ])
      assert.throws(() => scaled(wrong, 6), /no decimal/, String(wrong));
    assert.throws(() => scaled("0.0000001", 6), /at most 6 places/);
  });

  test("is exact for every quantity that a door lets through", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999_999_999 }),
        fc.integer({ min: 0, max: 999 }),
        (whole, thousandths) => {
          const quantity = Number(`${whole}.${String(thousandths).padStart(3, "0")}`);
          assert.equal(scaled(quantity, 3), BigInt(whole) * 1_000n + BigInt(thousandths));
        },
      ),
    );
  });
});

test("currencies have the minor digits of ISO 4217", () => {
  for (const [currency, digits] of Object.entries({
    EUR: 2,
    USD: 2,
    JPY: 0,
    KWD: 3,
    CLF: 4,
    ISK: 0,
    TND: 3,
    HUF: 2,
  }))
    assert.equal(minorDigits(currency), digits, currency);
  for (const unknown of ["EU", "eur", "EURO", "", "XXQ", "constructor"])
    assert.equal(isCurrency(unknown), false, unknown);
});

test("currencies that ended are known but not offered", () => {
  const offered = currenciesInUse();
  for (const current of ["EUR", "USD", "GBP", "CHF", "JPY", "XAF", "XCG", "ZWG"])
    assert.ok(offered.includes(current), current);
  for (const ended of ["HRK", "BGN", "ANG", "XSU", "ZWL", "DEM"]) assert.ok(!offered.includes(ended), ended);
  assert.ok(offered.every(isCurrency) && isCurrency("HRK"));
});
