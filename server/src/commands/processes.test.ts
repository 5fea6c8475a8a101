import assert from "node:assert/strict";
import cluster from "node:cluster";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import pino from "pino";
import { readConfig } from "#config";
import { startProcesses } from "./processes.ts";

test("processes that are still loading when the end comes are not waited for", async () => {
  cluster.setupPrimary({
    exec: fileURLToPath(new URL("deaf-process.fixture.ts", import.meta.url)),
    execArgv: [],
  });
  const said: string[] = [];
  const logger = pino({}, { write: (line: string) => void said.push(line) });
  const handed = { config: readConfig({}), appUrl: "", systemUrl: "", secrets: [] };
  const processes = startProcesses(2, handed, logger);
  await processes.stop();
  assert.deepEqual(said, []);
  assert.deepEqual(cluster.workers, {});
});
