import assert from "node:assert/strict";
import { test } from "node:test";
import { encoded } from "#harness/forgery";
import { signingKit, subject, turnedClock } from "#harness/signers";
import type { Database } from "#platform/db";
import { InvalidToken } from "./index.ts";

const kit = await signingKit();
const clock = turnedClock();

test("names of keys that nobody has cost one look into the database a second, however many are tried", async () => {
  let looks = 0;
  const signer = await kit.signer(clock, { database: watched(() => looks++) });
  const token = await signer.sign(subject);
  looks = 0;
  const startedMs = performance.now();
  for (let i = 0; i < 100; i++) await assert.rejects(signer.verify(underKid(token, i)), InvalidToken);
  const seconds = Math.ceil((performance.now() - startedMs) / 1_000);
  assert.ok(looks >= 1 && looks <= seconds + 1, `${looks} looks in ${seconds} s`);
});

test("signing and verifying ask the database nothing while the keys are known", async () => {
  let looks = 0;
  const signer = await kit.signer(clock, { database: watched(() => looks++) });
  looks = 0;
  for (let i = 0; i < 20; i++) await signer.verify(await signer.sign(subject));
  assert.equal(looks, 0);
});

test("a database that fails while the next key is due stops nobody from signing", async () => {
  const heard: unknown[] = [];
  let down = false;
  const database = watched(() => {
    if (down) throw new Error("the database is gone");
  });
  const own = turnedClock();
  const signer = await kit.signer(own, { database, failed: (error) => void heard.push(error) });
  down = true;
  own.turn(30 * 24 * 60 * 60_000 + 1_000);
  const token = await signer.sign(subject);
  assert.equal((await signer.verify(token)).sub, subject.sub);
  assert.match(String(heard[0]), /the database is gone/);
  // an unknown key might be a new one: that is for the database to say, and no reason to log anybody out
  await assert.rejects(signer.verify(underKid(token, 1)), /the database is gone/);
});

function watched(asked: () => void): Database {
  return {
    ...kit.database,
    async system(statement) {
      asked();
      return await kit.database.system(statement);
    },
  };
}

function underKid(token: string, i: number): string {
  const header = JSON.stringify({ alg: "ES256", typ: "at+jwt", kid: String(i).padStart(43, "k") });
  return [encoded(header), ...token.split(".").slice(1)].join(".");
}
