import assert from "node:assert/strict";
import { test } from "node:test";
import { collect } from "./files.fixture.ts";
import { createLineSource } from "./line-source.ts";
import { headerOf, type Row } from "./row.ts";

const header = headerOf("lines", "lines.csv", ["key"]);

async function* rows(keys: string): AsyncGenerator<Row> {
  for (const [i, key] of [...keys].entries()) yield { header, line: i + 2, cells: [key] };
}

const source = (keys: string, most?: number) =>
  createLineSource(rows(keys), ({ cells: [key = ""] }) => key, most);
const lines = (found: Row[]) => found.map(({ line }) => line);

test("lines are found in the order of the head rows and in any other", async () => {
  const sameOrder = source("aabcc");
  for (const [key, expected] of [
    ["a", [2, 3]],
    ["b", [4]],
    ["c", [5, 6]],
  ] as const) {
    assert.deepEqual(lines(await sameOrder.take(key)), expected);
  }
  const reversed = source("aabcc");
  for (const [key, expected] of [
    ["c", [5, 6]],
    ["b", [4]],
    ["a", [2, 3]],
  ] as const) {
    assert.deepEqual(lines(await reversed.take(key)), expected);
  }
});

test("a head row without lines gets none, and lines without a head row are left over", async () => {
  const some = source("acx");
  assert.deepEqual(lines(await some.take("a")), [2]);
  assert.deepEqual(lines(await some.take("b")), []);
  assert.deepEqual(lines(await some.take("c")), [3]);
  assert.deepEqual(lines(await collect(some.rest())), [4]);
});

test("memory has a limit, and what to do about it is said", async () => {
  await assert.rejects(source("abcdef", 3).take("f"), /Sort both files/);
});
