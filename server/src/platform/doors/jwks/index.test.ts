import assert from "node:assert/strict";
import { after, test } from "node:test";
import Fastify from "fastify";
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { testDatabase } from "#harness/postgres";
import { systemClock } from "#platform/clock";
import { createDatabase, sql } from "#platform/db";
import { createKeyRing } from "#platform/secrets";
import { createSigner } from "#platform/tokens";
import { addJwks } from "./index.ts";

const address = { issuer: "https://plinth.test", audience: "https://plinth.test" };
const urls = await testDatabase();
const database = await createDatabase(urls);
const options = {
  database,
  keyRing: createKeyRing(["the secret of these tests, long enough to be one"]),
  clock: systemClock,
  ...address,
  failed: (error: unknown) => assert.fail(String(error)),
};
const signer = await createSigner(options);
const server = Fastify();
addJwks(server, signer);
after(async () => {
  signer.stop();
  await server.close();
  await database.end();
  await urls.drop();
});

test("200: public keys and nothing else, to be kept for five minutes", async () => {
  const { statusCode, headers, payload } = await server.inject("/.well-known/jwks.json");
  assert.equal(statusCode, 200);
  assert.equal(headers["content-type"], "application/jwk-set+json");
  assert.equal(headers["cache-control"], "public, max-age=300");
  const { keys, ...more } = JSON.parse(payload) as JSONWebKeySet;
  assert.deepEqual(more, {});
  assert.equal(keys.length, 1);
  for (const key of keys) {
    assert.deepEqual(Object.keys(key).sort(), ["alg", "crv", "kid", "kty", "use", "x", "y"]);
    assert.deepEqual([key.kty, key.crv, key.use, key.alg], ["EC", "P-256", "sig", "ES256"]);
  }
});

test("whatever else a row might hold is not shown", async () => {
  await database.system(
    sql`update plinth.signing_keys set public_jwk = jsonb_set(public_jwk::jsonb, '{d}', '"private"')::text`,
  );
  const another = await createSigner(options);
  another.stop();
  assert.deepEqual(another.jwks(), signer.jwks());
});

test("what is shown verifies what is signed, in anybody's library", async () => {
  const id = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";
  const shown = (await server.inject("/.well-known/jwks.json")).json<JSONWebKeySet>();
  const token = await signer.sign({ sub: id, sid: id, org: id });
  const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(shown), {
    ...address,
    typ: "at+jwt",
  });
  assert.deepEqual([payload.sub, payload.sid, payload.org], [id, id, id]);
  assert.equal(protectedHeader.alg, "ES256");
  assert.equal((payload.exp ?? 0) - (payload.iat ?? 0), 600);
});
