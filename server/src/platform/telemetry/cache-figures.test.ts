import assert from "node:assert/strict";
import { test } from "node:test";
import { figureOf } from "#harness/figures";
import { permissionSet } from "#platform/access";
import { countCache } from "./index.ts";

const figures = async (cache: string) =>
  await Promise.all(
    ["hits_total", "misses_total", "entries"].map((what) =>
      figureOf(`plinth_cache_${what}{cache="${cache}"}`),
    ),
  );

test("caches of one name are one to whoever looks, with what all of them hold", async () => {
  assert.deepEqual(await figures("made_for_the_test"), [0, 0, 0]);
  const one = countCache("made_for_the_test", () => 3);
  const other = countCache("made_for_the_test", () => 4);
  one.hits += 5;
  other.hits++;
  other.misses += 2;
  assert.deepEqual(await figures("made_for_the_test"), [6, 2, 7]);
});

test("a set of permissions is made once, whatever order they come in", async () => {
  const [hits = 0, misses = 0, entries = 0] = await figures("permission_sets");
  const made = permissionSet(["made_for:the_test", "and_for:the_test"]);
  assert.equal(permissionSet(["and_for:the_test", "made_for:the_test"]), made);
  assert.deepEqual(await figures("permission_sets"), [hits + 1, misses + 1, entries + 1]);
});
