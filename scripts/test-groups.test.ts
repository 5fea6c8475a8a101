import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { grouped } from "./test-groups.ts";

const root = await mkdtemp(join(tmpdir(), "plinth-groups-"));
after(() => rm(root, { recursive: true, force: true }));

async function files(written: Record<string, string>): Promise<string[]> {
  for (const [path, text] of Object.entries(written)) {
    await mkdir(join(root, dirname(path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return Object.keys(written);
}

test("every file is run once: in a group of its folder's, or by itself where it needs that", async () => {
  const many = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [`server/src/modules/m${i}/a.test.ts`, "test"]),
  );
  const paths = await files({
    ...many,
    "server/src/modules/m1/counted.test.ts": "/** Counts. */\n// alone: it counts what its process did\ntest",
    "server/src/platform/money/pure.test.ts": "test",
    "server/src/platform/jobs/declares.test.ts": 'import { testApp } from "#harness/app";',
    "server/test/scenarios/whole.test.ts": "test",
    "server/src/modulesque/other.test.ts": "test",
  });
  const run = await grouped(root, paths, join(root, "groups"));
  const groups = run.filter((path) => path.endsWith(".mjs"));
  const texts = await Promise.all(groups.map((path) => readFile(path, "utf8")));
  const together = texts.flatMap((text) => [...text.matchAll(/test\("([^"]+)"/g)].map(([, path]) => path));
  const alone = run.filter((path) => !groups.includes(path));
  assert.deepEqual([...together, ...alone].sort(), [...paths].sort());
  assert.deepEqual(together.length, 31);
  assert.deepEqual(
    texts.map((text) => text.split("\n").length - 2),
    [10, 10, 10, 1],
  );
  assert.deepEqual(alone.map((path) => path.split("/").at(-1)).sort(), [
    "counted.test.ts",
    "declares.test.ts",
    "other.test.ts",
    "whole.test.ts",
  ]);
});
