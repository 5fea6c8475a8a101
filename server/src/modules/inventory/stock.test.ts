import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Level, OpenStock, toMilli } from "./stock.ts";

const level = (warehouseId: string, priority: number, availableMilli: number, productId = "p"): Level => ({
  productId,
  warehouseId,
  priority,
  availableMilli,
});

const cases: [words: string, levels: Level[], wish: number, taken: [string, number][]][] = [
  ["from the lowest priority first", [level("far", 20, 9), level("near", 10, 9)], 4, [["near", 4]]],
  [
    "the rest from the next",
    [level("far", 20, 9), level("near", 10, 3)],
    5,
    [
      ["near", 3],
      ["far", 2],
    ],
  ],
  [
    "over three",
    [level("c", 3, 1), level("a", 1, 1), level("b", 2, 1)],
    3,
    [
      ["a", 1],
      ["b", 1],
      ["c", 1],
    ],
  ],
  [
    "equal priorities by id",
    [level("b", 10, 9), level("a", 10, 2)],
    3,
    [
      ["a", 2],
      ["b", 1],
    ],
  ],
  ["an empty one is passed over", [level("a", 1, 0), level("b", 2, 5)], 5, [["b", 5]]],
  ["one below nothing is passed over", [level("a", 1, -3), level("b", 2, 5)], 2, [["b", 2]]],
];
for (const [words, levels, wish, expected] of cases) {
  test(`stock is taken ${words}`, () => {
    const taken = new OpenStock(levels).take({ productId: "p", quantityMilli: wish });
    assert.deepEqual(
      taken.map(({ warehouseId, quantityMilli }) => [warehouseId, quantityMilli]),
      expected,
    );
  });
}

test("what is taken is no longer available, and the caller's levels are not touched", () => {
  const levels = [level("a", 1, 5), level("b", 2, 5)];
  const stock = new OpenStock(levels);
  stock.take({ productId: "p", quantityMilli: 7 });
  assert.equal(stock.availableMilli("p"), 3);
  assert.deepEqual(levels, [level("a", 1, 5), level("b", 2, 5)]);
});

test("a product that lies nowhere has none, and more than there is cannot be taken", () => {
  const stock = new OpenStock([level("a", 1, 5)]);
  assert.equal(stock.availableMilli("unknown"), 0);
  assert.throws(() => stock.take({ productId: "p", quantityMilli: 6 }), /more stock was taken/);
});

test("whatever is wished, nothing is invented and nothing is lost", () => {
  const levels = fc
    .array(fc.record({ priority: fc.nat(3), availableMilli: fc.nat(50) }), { minLength: 1, maxLength: 6 })
    .map((some) => some.map((one, i) => level(`w${i}`, one.priority, one.availableMilli)));
  fc.assert(
    fc.property(levels, fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 10 }), (given, wishes) => {
      const stock = new OpenStock(given);
      const left = new Map(given.map(({ warehouseId, availableMilli }) => [warehouseId, availableMilli]));
      for (const wish of wishes) {
        if (wish > stock.availableMilli("p")) continue;
        const taken = stock.take({ productId: "p", quantityMilli: wish });
        assert.equal(
          taken.reduce((sum, { quantityMilli }) => sum + quantityMilli, 0),
          wish,
        );
        for (const { warehouseId, quantityMilli } of taken) {
          left.set(warehouseId, (left.get(warehouseId) ?? 0) - quantityMilli);
        }
      }
      assert.ok([...left.values()].every((rest) => rest >= 0));
      assert.equal(
        [...left.values()].reduce((sum, rest) => sum + rest, 0),
        stock.availableMilli("p"),
      );
    }),
  );
});

test("three decimals become whole thousandths", () => {
  assert.deepEqual([1.5, 0.001, 0.29, 999_999_999.999].map(toMilli), [1_500, 1, 290, 999_999_999_999]);
});
