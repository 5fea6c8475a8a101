import assert from "node:assert/strict";
import { test } from "node:test";
import type { ActorKind } from "#platform/access";
import { actorKinds, isHuman, mayHoldMore, toSee, toSeeAll } from "./known-actors.ts";

const customer = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";
const all = { whole_organization: true };
type Expected = { human: boolean; more: boolean; toSeeAll: object | null; toSee: object | null };
const expected: [ActorKind, Expected][] = [
  [
    "member",
    { human: true, more: true, toSeeAll: all, toSee: { customer_assignment: { customer_id: customer } } },
  ],
  ["buyer", { human: true, more: false, toSeeAll: null, toSee: null }],
  ["api_key", { human: false, more: true, toSeeAll: all, toSee: { customer_scope: [customer] } }],
  ["service_account", { human: false, more: true, toSeeAll: all, toSee: { customer_scope: [customer] } }],
];

for (const [kind, wanted] of expected)
  test(`what a ${kind} can be given`, () => {
    const actor = { kind };
    const answer = {
      human: isHuman(actor),
      more: mayHoldMore(actor),
      toSeeAll: toSeeAll(actor),
      toSee: toSee(actor, customer),
    };
    assert.deepEqual(answer, wanted);
  });

test("whoever acts for an organization can be asked about, and nobody else", () => {
  assert.deepEqual([...actorKinds].sort(), expected.map(([kind]) => kind).sort());
});
