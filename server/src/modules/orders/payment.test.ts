import assert from "node:assert/strict";
import { test } from "node:test";
import type { PaymentMethod } from "#modules/customers";
import { OpenCredit } from "./credit.ts";
import type { OrderState } from "./order.ts";
import {
  type Hold,
  isPaidInFull,
  owedMinor,
  type PaymentStatus,
  paymentStatusOf,
  standingAfter,
  standingOf,
} from "./payment.ts";

const states: [paid: number, refunded: number, status: PaymentStatus, owed: number][] = [
  [0, 0, "unpaid", 119],
  [1, 0, "partly_paid", 118],
  [118, 0, "partly_paid", 1],
  [119, 0, "paid", 0],
  [120, 0, "overpaid", 0],
  [120, 1, "paid", 0],
  [150, 20, "overpaid", 0],
  [119, 20, "partly_refunded", 20],
  [60, 20, "partly_paid", 79],
  [60, 60, "refunded", 119],
  [119, 119, "refunded", 119],
  // what was given back is known before what it was given back of
  [0, 20, "unpaid", 119],
  [20, 60, "refunded", 119],
  // the same 60 three times over pay nothing
  [120, 60, "partly_refunded", 59],
];
for (const [paidMinor, refundedMinor, status, owed] of states) {
  test(`of 119, ${paidMinor} received and ${refundedMinor} given back: ${status}, ${owed} open`, () => {
    const amounts = { totalMinor: 119, paidMinor, refundedMinor };
    assert.equal(paymentStatusOf("prepaid", amounts), status);
    assert.equal(owedMinor(amounts), owed);
    assert.equal(isPaidInFull(amounts), owed === 0);
  });
}

test("nobody is asked here for the money of an order that was taken over, until some comes", () => {
  const of = (paidMinor: number) => paymentStatusOf(null, { totalMinor: 119, paidMinor, refundedMinor: 0 });
  assert.deepEqual([0, 19, 119].map(of), ["not_tracked", "partly_paid", "paid"]);
});

test("what costs nothing is paid", () => {
  assert.equal(paymentStatusOf("prepaid", { totalMinor: 0, paidMinor: 0, refundedMinor: 0 }), "paid");
});

type Placing = [
  words: string,
  method: PaymentMethod,
  total: number,
  credit: Hold | undefined,
  secondPerson: boolean,
  status: OrderState,
  held: Hold | null,
];
const placed: Placing[] = [
  ["paid in advance", "prepaid", 119, undefined, false, "placed", null],
  ["paid in advance, where two look", "prepaid", 119, undefined, true, "placed", null],
  ["within the credit", "on_account", 119, undefined, false, "confirmed", null],
  ["within the credit, where two look", "on_account", 119, undefined, true, "placed", "second_person"],
  ["beyond the credit", "on_account", 119, "credit_limit", false, "placed", "credit_limit"],
  ["beyond the credit, where two look", "on_account", 119, "credit_limit", true, "placed", "credit_limit"],
  ["in another currency", "on_account", 119, "credit_currency", false, "placed", "credit_currency"],
  ["for nothing", "prepaid", 0, undefined, false, "confirmed", null],
  ["for nothing, where two look", "prepaid", 0, undefined, true, "placed", "second_person"],
];
for (const [words, method, total, credit, secondPerson, status, heldBecause] of placed)
  test(`an order ${words} is ${status}${heldBecause === null ? "" : `, held: ${heldBecause}`}`, () =>
    assert.deepEqual(standingOf(method, total, credit, secondPerson), { status, heldBecause }));

type Paying = [
  status: OrderState,
  held: Hold | null,
  method: PaymentMethod | null,
  secondPerson: boolean,
  after: [OrderState, Hold | null],
];
const paid: Paying[] = [
  ["placed", null, "prepaid", false, ["confirmed", null]],
  ["placed", null, "prepaid", true, ["placed", "second_person"]],
  ["placed", "credit_limit", "on_account", false, ["confirmed", null]],
  ["placed", "credit_currency", "on_account", true, ["placed", "second_person"]],
  ["placed", "second_person", "on_account", false, ["placed", "second_person"]],
  ["placed", null, null, false, ["placed", null]],
  ["confirmed", null, "on_account", false, ["confirmed", null]],
  ["shipped", null, "on_account", true, ["shipped", null]],
  ["cancelled", null, "prepaid", false, ["cancelled", null]],
];
for (const [status, heldBecause, paymentMethod, secondPerson, [then, held]] of paid) {
  const before = { status, heldBecause, paymentMethod };
  test(`paid in full, ${JSON.stringify(before)} becomes ${then}, ${held}${secondPerson ? " where two look" : ""}`, () => {
    assert.deepEqual(standingAfter(before, true, secondPerson), { status: then, heldBecause: held });
    assert.deepEqual(standingAfter(before, false, secondPerson), { status, heldBecause });
  });
}

test("credit is given in the order of asking; what does not fit takes nothing from a smaller one behind it", () => {
  const credit = new OpenCredit([{ customerId: "a", currency: "EUR", limitMinor: 100n, openMinor: 40n }]);
  const asked: [string, string, bigint][] = [
    ["a", "EUR", 61n],
    ["a", "EUR", 50n],
    ["a", "USD", 1n],
    ["a", "EUR", 11n],
    ["a", "EUR", 10n],
    ["a", "EUR", 1n],
    ["a", "EUR", 0n],
    ["b", "EUR", 1_000n],
  ];
  assert.deepEqual(
    asked.map((wish) => credit.take(...wish)),
    [
      ...["credit_limit", undefined, "credit_currency", "credit_limit"],
      ...[undefined, "credit_limit", undefined, undefined],
    ],
  );
});
