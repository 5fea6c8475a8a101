import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { keptSecret } from "./secret.ts";

test("a secret is made once, long, and readable by its owner only", async (t) => {
  const dataDir = await scratch(t);
  const secret = await keptSecret(dataDir);
  assert.match(secret, /^[0-9a-f]{64}$/);
  assert.equal(await keptSecret(dataDir), secret);
  assert.equal((await stat(join(dataDir, "secret"))).mode & 0o777, 0o600);
});

test("rivals get the same secret, and leave nothing else behind", async (t) => {
  const dataDir = await scratch(t);
  const secrets = await Promise.all(Array.from({ length: 20 }, () => keptSecret(dataDir)));
  assert.equal(new Set(secrets).size, 1);
  assert.deepEqual(await readdir(dataDir), ["secret"]);
});

test("a damaged secret is complained about and left as it is", async (t) => {
  const dataDir = await scratch(t);
  await writeFile(join(dataDir, "secret"), "half\n");
  await assert.rejects(keptSecret(dataDir), /is damaged/);
  assert.equal(await readFile(join(dataDir, "secret"), "utf8"), "half\n");
});

async function scratch(t: TestContext): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), "plinth-secret-"));
  t.after(() => rm(dataDir, { recursive: true }));
  return dataDir;
}
