import assert from "node:assert/strict";
import { test } from "node:test";
import { idsDigest, isSameScope } from "./index.ts";

const [a, b, c] = ["0199f3c2-7d1e-7a30-9b5f-00000000000a", "0199f3c2-7d1e-7a30-9b5f-00000000000b", "c"];

test("the same ids are the same text in any order, and others are not", () => {
  assert.equal(idsDigest([a, b]), idsDigest([b, a]));
  const texts = [[], [a], [b], [a, b], [a, b, c], [a, a]].map(idsDigest);
  assert.equal(new Set(texts).size, texts.length);
  assert.equal(idsDigest(Array.from({ length: 10_000 }, (_, i) => `${a}${i}`)).length, 22);
});

test("an array is read once, however often it is asked for", () => {
  let reads = 0;
  const ids = [a, b];
  const iterate = ids[Symbol.iterator].bind(ids);
  const value = () => {
    reads++;
    return iterate();
  };
  Object.defineProperty(ids, Symbol.iterator, { value });
  const texts = [idsDigest(ids), idsDigest(ids), idsDigest(ids)];
  assert.deepEqual([reads, new Set(texts).size], [1, 1]);
});

test("a scope is the same as one of the same customers, and all is like no list of them", () => {
  const same: [Parameters<typeof isSameScope>[0], Parameters<typeof isSameScope>[1], boolean][] = [
    ["all", "all", true],
    ["all", [a], false],
    [[a], "all", false],
    [[a, b], [b, a], true],
    [[a, b], [a], false],
    [[a], [b], false],
  ];
  for (const [one, other, expected] of same)
    assert.equal(isSameScope(one, other), expected, `${one} and ${other}`);
});
