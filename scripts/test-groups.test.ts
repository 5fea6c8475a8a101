import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { laidOut } from "./test-groups.ts";

const root = await mkdtemp(join(tmpdir(), "plinth-groups-"));
after(() => rm(root, { recursive: true, force: true }));

async function files(written: Record<string, string>): Promise<string[]> {
  for (const [path, text] of Object.entries(written)) {
    await mkdir(join(root, dirname(path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return Object.keys(written);
}

test("every file is run once, what takes longest first: with others of its folder, or by itself where it needs that", async () => {
  const many = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [`server/src/modules/m${i}/a.test.ts`, "test"]),
  );
  const paths = await files({
    ...many,
    "server/src/modules/m1/counted.test.ts": "/** Counts. */\n// alone: it counts what its process did\ntest",
    "server/src/platform/money/pure.test.ts": "test",
    "server/src/platform/jobs/declares.test.ts": 'import { testDatabase } from "#harness/postgres";',
    "server/src/platform/doors/asks.test.ts": 'import { testApp } from "#harness/app";',
    "server/src/config.test.ts": "test",
    "server/src/commands/timed.test.ts": "mock.timers.enable()",
    "server/test/scenarios/whole.test.ts": 'import { serve } from "#harness/plinth-process";',
    "server/test/security/1.test.ts": "test",
    "server/test/security/2.test.ts": "test",
    "server/test/security/3.test.ts": "test",
    "server/test/security/4.test.ts": "test",
    "server/test/security/5.test.ts": "test",
    "server/testing/other.test.ts": "test",
  });
  const run = await laidOut(root, paths, join(root, "run"));
  const texts = await Promise.all(run.map((path) => readFile(path, "utf8")));
  const filesOf = (text: string) =>
    [...text.matchAll(/server\/[^"]+\.test\.ts(?="\))/g)].map(([path]) => path);
  const processes = texts.map(filesOf);
  assert.deepEqual(run, run.toSorted(), "Node runs them in the order of their names");
  assert.deepEqual(processes.flat().sort(), [...paths].sort());
  assert.deepEqual(
    processes.map(({ length, 0: first = "" }) => [length, first.split("/").slice(0, 3).join("/")]),
    [
      [1, "server/test/scenarios"],
      [10, "server/src/modules"],
      [10, "server/src/modules"],
      [10, "server/src/modules"],
      [1, "server/src/modules"],
      [3, "server/test/security"],
      [2, "server/test/security"],
      [1, "server/src/commands"],
      [1, "server/src/platform"],
      [3, "server/src/platform"],
      [1, "server/testing/other.test.ts"],
    ],
  );
  assert.deepEqual(processes[4], ["server/src/modules/m1/counted.test.ts"]);
});
