import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { addressOf, keepAddress } from "./kept-address.ts";

const embedded = { kind: "embedded" } as const;
const own = { kind: "url", appUrl: "postgres://db.example/plinth" } as const;
const guess = { publicUrl: "http://localhost:3000", publicUrlGiven: false };

test("a command's links name what the server said last, and nothing is guessed", async (t) => {
  const dataDir = await scratch(t);
  await keepAddress({ database: embedded, dataDir }, "http://localhost:4100");
  await keepAddress({ database: embedded, dataDir }, "http://localhost:4200");
  const said: string[] = [];
  const address = await addressOf({ ...guess, database: embedded, dataDir }, (line) => said.push(line));
  assert.deepEqual([address, said], ["http://localhost:4200", []]);
  assert.deepEqual(await readdir(dataDir), ["url"]);
});

test("PLINTH_URL wins over what the server said", async (t) => {
  const dataDir = await scratch(t);
  await keepAddress({ database: embedded, dataDir }, "http://localhost:4200");
  const given = {
    publicUrl: "https://plinth.example.com",
    publicUrlGiven: true,
    database: embedded,
    dataDir,
  };
  assert.equal(await addressOf(given, assert.fail), "https://plinth.example.com");
});

test("a guess is said in one line: before the first start, after damage, and with an own database", async (t) => {
  const dataDir = await scratch(t);
  const guessed = async (database: typeof embedded | typeof own) => {
    const said: string[] = [];
    const address = await addressOf({ ...guess, database, dataDir }, (line) => said.push(line));
    assert.equal(address, "http://localhost:3000");
    assert.equal(said.length, 1);
    assert.match(said[0] ?? "", /^Links name http:\/\/localhost:3000: set PLINTH_URL [^\n]+$/);
  };
  await guessed(embedded);
  await writeFile(join(dataDir, "url"), "javascript:alert(1)");
  await guessed(embedded);
  await keepAddress({ database: embedded, dataDir }, "http://localhost:4200");
  await guessed(own);
});

test("nothing is left in the data directory of an installation with its own database", async (t) => {
  const dataDir = await scratch(t);
  await keepAddress({ database: own, dataDir }, "http://localhost:4200");
  assert.deepEqual(await readdir(dataDir), []);
});

async function scratch(t: TestContext): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), "plinth-address-"));
  t.after(() => rm(dataDir, { recursive: true }));
  return dataDir;
}
