import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { personal } from "./changes.ts";
import { digestOf, maskedChanges, writtenChanges } from "./personal-values.ts";

test("personal values enter the trail as salted digests, and stand apart with their salt", () => {
  const { changes, values = [] } = writtenChanges({
    email: personal("ada@example.com", "lovelace@example.com"),
    name: { before: null, after: "N" },
  });
  const [value] = values;
  assert.equal(values.length, 1);
  assert.deepEqual(
    [value?.field, value?.before, value?.after],
    ["email", '"ada@example.com"', '"lovelace@example.com"'],
  );
  assert.match(value?.salt ?? "", /^[0-9a-f]{32}$/);
  const expected = createHash("sha256")
    .update(Buffer.concat([Buffer.from(value?.salt ?? "", "hex"), Buffer.from('"ada@example.com"')]))
    .digest("hex");
  assert.deepEqual(JSON.parse(changes), {
    email: { masked: true, before: expected, after: digestOf(value?.salt ?? "", '"lovelace@example.com"') },
    name: { before: null, after: "N" },
  });
  assert.doesNotMatch(changes, /@/);
});

test("the same value never has the same digest twice: nobody can tell who shares it", () => {
  const digest = () => JSON.parse(writtenChanges({ phone: personal(null, "1") }).changes).phone;
  const [first, second] = [digest(), digest()];
  assert.equal(first.before, null);
  assert.notEqual(first.after, second.after);
});

test("secrets are told to have changed and kept nowhere; what is about nobody has no values", () => {
  assert.deepEqual(writtenChanges({ key: { masked: true } }), {
    changes: '{"key":{"masked":true}}',
    values: undefined,
  });
});

test("a human's own trail holds neither values nor digests", () => {
  assert.equal(
    maskedChanges({ name: personal("A", "B"), locale: { before: "en", after: "de" } }),
    '{"name":{"masked":true},"locale":{"before":"en","after":"de"}}',
  );
});
