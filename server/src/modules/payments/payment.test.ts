import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Account, accounts, postingsOf } from "./ledger.ts";
import {
  type Fact,
  fold,
  hasUnknownRefund,
  isUnderWay,
  type Picture,
  paymentStates,
  refundedMinor,
  refundStates,
  spokenForMinor,
} from "./payment.ts";

const amount = 10_000;
const paymentFact = fc.constantFrom(...paymentStates).map(
  (status): Fact => ({
    kind: "payment",
    status,
    receivedMinor: status === "succeeded" ? amount : 0,
  }),
);
// the amount of a refund never changes: it is the one thing that every fact about it says alike
const refundFact = fc.tuple(fc.constantFrom("a", "b", "c"), fc.constantFrom(...refundStates)).map(
  ([refundId, status]): Fact => ({
    kind: "refund",
    refundId,
    status,
    amountMinor: { a: 1_000, b: 2_500, c: 40 }[refundId] ?? 0,
  }),
);
const saidFact = fc.nat({ max: amount }).map((refundedMinor): Fact => ({ kind: "refunded", refundedMinor }));
const facts = fc.array(fc.oneof(paymentFact, refundFact, saidFact), { maxLength: 12 });

/** As something that can be compared. */
const seen = (picture: Picture) => ({ ...picture, refunds: Object.fromEntries([...picture.refunds].sort()) });
const booked = (picture: Picture) =>
  postingsOf("stripe_checkout", picture).sort((a, b) => a.entry.localeCompare(b.entry));

test("the same facts in any order, each once or often, are one picture and one ledger", () => {
  const repeated = facts.chain((list) =>
    fc.tuple(
      fc.constant(list),
      fc.shuffledSubarray(
        list.flatMap((fact) => [fact, fact, fact]),
        { minLength: list.length * 3, maxLength: list.length * 3 },
      ),
    ),
  );
  fc.assert(
    fc.property(repeated, ([once, shuffled]) => {
      assert.deepEqual(seen(fold(shuffled)), seen(fold(once)));
      assert.deepEqual(booked(fold(shuffled)), booked(fold(once)));
    }),
    { numRuns: 2_000 },
  );
});

test("all 5,040 orders of one life of a payment end alike, and so they do with every fact doubled", () => {
  const life: Fact[] = [
    { kind: "payment", status: "open", receivedMinor: 0 },
    { kind: "payment", status: "requires_action", receivedMinor: 0 },
    { kind: "payment", status: "failed", receivedMinor: 0 },
    { kind: "payment", status: "succeeded", receivedMinor: amount },
    { kind: "refunded", refundedMinor: 2_500 },
    { kind: "refund", refundId: "b", status: "succeeded", amountMinor: 2_500 },
    { kind: "refund", refundId: "b", status: "failed", amountMinor: 2_500 },
  ];
  const expected = seen(fold(life));
  assert.deepEqual([expected.status, expected.receivedMinor], ["succeeded", amount]);
  let orders = 0;
  for (const order of permutations(life)) {
    orders++;
    assert.deepEqual(seen(fold(order)), expected);
    assert.deepEqual(seen(fold([...order, ...order.toReversed()])), expected);
  }
  assert.equal(orders, 5_040);
});

test("what is known grows: one more fact lowers no rank, takes back no figure and no entry of the ledger", () => {
  fc.assert(
    fc.property(facts, fc.oneof(paymentFact, refundFact, saidFact), (known, news) => {
      const [before, after] = [fold(known), fold([...known, news])];
      assert.ok(paymentStates.indexOf(after.status) >= paymentStates.indexOf(before.status));
      assert.ok(after.receivedMinor >= before.receivedMinor);
      assert.ok(after.saidRefundedMinor >= before.saidRefundedMinor);
      const entries = new Set(booked(after).map((posting) => JSON.stringify(posting)));
      for (const posting of booked(before)) assert.ok(entries.has(JSON.stringify(posting)));
    }),
  );
});

test("the ledger balances, and what it holds is what was received less what was given back", () => {
  fc.assert(
    fc.property(facts, (known) => {
      const picture = fold(known);
      const balance: Record<Account, number> = { receivables: 0, stripe: 0, bank: 0 };
      for (const { debit, credit, amountMinor } of booked(picture)) {
        assert.ok(amountMinor > 0 && debit !== credit);
        balance[debit] += amountMinor;
        balance[credit] -= amountMinor;
      }
      assert.equal(
        accounts.reduce((sum, account) => sum + balance[account], 0),
        0,
      );
      assert.equal(balance.stripe, picture.receivedMinor - refundedMinor(picture));
    }),
  );
});

const verdicts: [words: string, facts: Fact[], expected: unknown][] = [
  ["money that arrived is stronger than a cancellation", [of("succeeded"), of("cancelled")], "succeeded"],
  ["a cancellation is stronger than a failed try", [of("cancelled"), of("failed")], "cancelled"],
  ["a failed try is known, whatever was said before it", [of("failed"), of("open")], "failed"],
];
for (const [words, known, status] of verdicts)
  test(words, () => assert.equal(fold(known.toReversed()).status, status));

test("a refund that failed gives nothing back, although it had succeeded; one that waits is spoken for", () => {
  const [succeeded, failed, pending] = (["succeeded", "failed", "pending"] as const).map(
    (status): Fact => ({ kind: "refund", refundId: "a", status, amountMinor: 1_000 }),
  );
  assert.ok(succeeded && failed && pending);
  const after = (known: Fact[]) => {
    const picture = fold([of("succeeded"), ...known]);
    return [refundedMinor(picture), spokenForMinor(picture)];
  };
  assert.deepEqual(after([pending]), [0, 1_000]);
  assert.deepEqual(after([succeeded, pending]), [1_000, 1_000]);
  assert.deepEqual(after([failed, succeeded]), [0, 0]);
});

test("more given back than by the refunds that are known means that one is not", () => {
  const refund: Fact = { kind: "refund", refundId: "a", status: "pending", amountMinor: 1_000 };
  const said = (refundedMinor: number): Fact => ({ kind: "refunded", refundedMinor });
  assert.equal(hasUnknownRefund(fold([said(1_000), refund])), false);
  assert.equal(hasUnknownRefund(fold([said(1_001), refund])), true);
  assert.equal(hasUnknownRefund(fold([said(1_000)])), true);
});

test("what is spoken for is what may still arrive", () => {
  assert.deepEqual(paymentStates.filter(isUnderWay), [
    "started",
    "open",
    "requires_action",
    "processing",
    "failed",
  ]);
});

function of(status: Picture["status"]): Fact {
  return { kind: "payment", status, receivedMinor: status === "succeeded" ? amount : 0 };
}

function* permutations<Item>(items: Item[]): Generator<Item[]> {
  if (items.length === 0) return yield [];
  for (const [i, item] of items.entries())
    for (const rest of permutations(items.toSpliced(i, 1))) yield [item, ...rest];
}
