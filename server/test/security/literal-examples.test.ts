/** A newcomer copies a request from the reference and sends it as it is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { type TestPerson, testPerson } from "#harness/people";
import { type OpenApiDocument, openApiDocument } from "#platform/doors/openapi";

const t = await testApp();
const { paths }: OpenApiDocument = openApiDocument(t.app);

const bodiesOf = (path: string): unknown[] => {
  const { examples = {} } = paths[path]?.post?.requestBody?.content["application/json"] ?? {};
  const bodies = Object.values(examples).map(({ value }) => value);
  assert.ok(bodies.length > 0, path);
  return bodies;
};
const send = (person: TestPerson, path: string, body: unknown) => person.ask("POST", path, { body });

test("202: the example of a registration is taken, with its password", async () => {
  for (const body of bodiesOf("/v1/auth/register")) {
    const { status, text } = await t.ask("POST", "/v1/auth/register", { body });
    assert.equal(status, 202, text);
  }
});

test("200: each example of a changed profile changes it", async () => {
  const ada = await testPerson(t);
  for (const body of bodiesOf("/v1/me/profile")) {
    const { status, text, json } = await send(ada, "/v1/me/profile", body);
    assert.equal(status, 200, text);
    assert.partialDeepStrictEqual(json, body as object);
  }
});

test("204: whoever has the example's password changes it for the other", async () => {
  const ada = await testPerson(t);
  const [usual] = bodiesOf("/v1/me/password");
  const { status, text } = await send(ada, "/v1/me/password", usual);
  assert.equal(status, 204, text);
});

test("no example of a second step or of a proof is refused for sending nothing, or two ways at once", async () => {
  for (const body of bodiesOf("/v1/auth/login/totp")) {
    const { status, json } = await t.ask("POST", "/v1/auth/login/totp", { body });
    assert.deepEqual([status, json.code], [401, "invalid_credentials"]);
  }
  for (const body of bodiesOf("/v1/auth/step_up")) {
    const ada = await testPerson(t);
    const { json } = await send(ada, "/v1/auth/step_up", body);
    // with the wrong password of this person, or of a kind that they have not: said at the field that was sent
    const fields = Object.keys(body as object).map((field) => `/${field}`);
    assert.ok(fields.includes(json.errors?.[0]?.pointer), `${JSON.stringify(body)}: ${json.detail}`);
    assert.doesNotMatch(String(json.detail), /one proof/);
  }
});
