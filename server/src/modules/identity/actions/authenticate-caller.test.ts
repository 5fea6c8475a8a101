import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { testApp } from "#harness/app";
import { until } from "#harness/until";
import { systemClock } from "#platform/clock";
import type { Database } from "#platform/db";
import type { Credential } from "#platform/doors/rest";
import { Problem } from "#platform/errors";
import { createAuthenticator } from "./authenticate-caller.ts";

const t = await testApp();
const { id: organization, key: owner } = await t.tenant();
const { database } = t.app;

/** What the authenticator asks passes through here: counted, and held while a gate is shut. */
let gate: Promise<void> | undefined;
let held = 0;
let lookUps = 0;
let polls = 0;
const lookUp: Database["lookUp"] = async (statement) => {
  const rows = await database.lookUp(statement);
  lookUps++;
  if (gate !== undefined) {
    held++;
    await gate;
  }
  return rows as never;
};
const system: Database["system"] = async (statement) => {
  const rows = await database.system(statement);
  polls++;
  return rows as never;
};
const nobodysSigner = {
  sign: () => Promise.reject(new Error("not here")),
  verify: () => Promise.reject(new Error("not here")),
};
const authenticator = createAuthenticator({
  database: { ...database, system },
  services: { lookUp, signer: nobodysSigner },
  clock: systemClock,
});
after(() => authenticator.stop());

const credential = (key: string): Credential => ({
  authorization: `Bearer ${key}`,
  cookie: undefined,
  organization: undefined,
  fresh: false,
  requestId: "r-1",
  address: "127.0.0.1",
  device: { userAgent: null, cookie: () => undefined },
  door: "test",
});
const authenticate = async (key: string) => authenticator.authenticate(credential(key));
const refused = (error: unknown) => error instanceof Problem && error.kind.status === 401;
const polledTwice = async () => {
  const before = polls;
  // the first may have begun before
  await until("two polls", () => polls >= before + 2);
};

async function newKey(): Promise<{ id: string; key: string }> {
  const answer = await t.ask("POST", "/v1/api_keys", { key: owner, body: { name: "x", role: "sales" } });
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
}
const revoke = (id: string) => t.ask("POST", `/v1/api_keys/${id}/revoke`, { key: owner });

describe("a caller", () => {
  test("is looked up once and then remembered, each request with a context of its own", async () => {
    const { key } = await newKey();
    await polledTwice();
    const first = await authenticate(key);
    const before = lookUps;
    const second = await authenticate(key);
    assert.equal(lookUps, before);
    assert.equal(second.organizationId, organization);
    assert.notEqual(first, second);
    assert.notEqual(first.sql, second.sql);
  });

  test("is looked up for every sensitive deed, whatever is remembered", async () => {
    const { key } = await newKey();
    await authenticate(key);
    const before = lookUps;
    await authenticator.authenticate({ ...credential(key), fresh: true });
    assert.ok(lookUps > before);
  });

  test("is not remembered by a look-up that began before a revocation and ended after it", async () => {
    const { id, key } = await newKey();
    const opened = Promise.withResolvers<void>();
    gate = opened.promise;
    const slow = authenticate(key);
    await until("the look-up to have read", () => held === 1);
    assert.equal((await revoke(id)).status, 200);
    await polledTwice();
    gate = undefined;
    opened.resolve();
    await slow; // it was good when it was asked
    await assert.rejects(authenticate(key), refused);
  });

  test("is not remembered either when the look-up ends before the revocation is met", async () => {
    const { id, key } = await newKey();
    await authenticate(key);
    assert.equal((await revoke(id)).status, 200);
    await polledTwice();
    await assert.rejects(authenticate(key), refused);
  });

  test("who is unknown is looked up again every time: a key may be made the moment after", async () => {
    const key = `plk_${"n".repeat(32)}`;
    for (let i = 0; i < 2; i++) {
      const before = lookUps;
      await assert.rejects(authenticate(key), refused);
      assert.equal(lookUps, before + 1);
    }
  });
});
