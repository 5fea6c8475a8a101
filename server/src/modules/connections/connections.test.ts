import assert from "node:assert/strict";
import { after, test } from "node:test";
import { startFakeStripe } from "#fakes/stripe";
import { testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { stripeWish } from "#harness/every-connections-action";
import { execute } from "#harness/execute";
import { testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { idle, trailOf } from "#harness/trail";
import { until } from "#harness/until";

const t = await testApp({ jobs: true });
const s = await shop(t);
const stripe = await startFakeStripe({ secretKey: "sk_test_right", webhookSecret: "whsec_one" });
after(() => stripe.close());
const reachable = (secret_key = "sk_test_right", api_base = stripe.url) => {
  const { configuration, credentials, ...rest } = stripeWish();
  return {
    ...rest,
    configuration: { ...configuration, api_base },
    credentials: { ...credentials, secret_key },
  };
};
const at = (id: string) => `/v1/connections/${id}`;

test("201: a connection answers everything but its credentials, which are kept sealed", async () => {
  const answer = await s.post("/v1/connections", reachable());
  assert.equal(answer.status, 201, answer.text);
  const { id, status, allows, configuration, health, owner_user_id, test_passed } = answer.json;
  assert.deepEqual(
    [status, allows, configuration.api_base, health.breaker, owner_user_id, test_passed],
    ["active", ["payments"], stripe.url, "closed", null, null],
  );
  const [row] = await execute(t.database.adminUrl, "select * from connections where id = $1", [id]);
  const { events, audit } = await trailOf(t.database.adminUrl, id);
  for (const place of [answer.text, JSON.stringify(row), JSON.stringify(events), JSON.stringify(audit)])
    assert.doesNotMatch(place, /sk_test_right|whsec_/);
  assert.deepEqual(
    [events.map(({ type }) => type), audit.map(({ action }) => action)],
    [["connection.created"], ["connections.create"]],
  );
});

test("422: what does not fit the connector's schemas is named by its place, and nothing is written", async () => {
  const { configuration, credentials } = reachable();
  const wrong: [wish: object, errors: Record<string, string>][] = [
    [{ connector: "telegraph" }, { "/connector": "enum" }],
    [{ configuration: { ...configuration, colour: "red" } }, { "/configuration/colour": "unknown_field" }],
    [
      { configuration: {} },
      { "/configuration/success_url": "required", "/configuration/cancel_url": "required" },
    ],
    [{ credentials: { ...credentials, secret_key: "pk_test_x" } }, { "/credentials/secret_key": "pattern" }],
    [{ credentials: {} }, { "/credentials/secret_key": "required" }],
    [{ allows: ["payments", "salaries"] }, { "/allows/1": "enum" }],
    [{ owner_user_id: (await testPerson(t)).id }, { "/owner_user_id": "not_found" }],
  ];
  for (const [wish, errors] of wrong) {
    await idle(t.database.adminUrl);
    const answer = await leavesNoTrace(t.database.adminUrl, () =>
      s.post("/v1/connections", { ...reachable(), ...wish }),
    );
    assertProblem(answer, 422, "invalid_input", errors);
  }
});

test("200: a test says what was reached, or what is wrong, in words that give nothing away", async () => {
  const verdicts: [wish: object, passed: boolean, result: RegExp][] = [
    [reachable(), true, /^Reached the account acct_1Fake in test mode\.$/],
    [reachable("sk_test_wrong"), false, /^Stripe did not accept the credentials\.$/],
    [reachable("sk_test_right", "http://127.0.0.1:1"), false, /\.$/],
    [reachable("sk_test_right", "http://169.254.169.254"), false, /\.$/],
  ];
  for (const [wish, passed, result] of verdicts) {
    const answer = await s.post(`${at(await s.make("/v1/connections", wish))}/test`);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json.test_passed, passed, answer.text);
    assert.match(answer.json.test_result, result);
    assert.doesNotMatch(answer.json.test_result, /sk_test|127\.0|169\.254/);
  }
});

test("200: rotating replaces what is given, keeps the rest, and says until when the old one is accepted", async () => {
  const id = await s.make("/v1/connections", reachable());
  const retire_at = new Date(Date.now() + 3_600_000).toISOString();
  const rotated = await s.post(`${at(id)}/rotate`, {
    credentials: { webhook_secrets: ["whsec_two"] },
    retire_at,
  });
  assert.equal(rotated.status, 200, rotated.text);
  assert.equal(new Date(rotated.json.retire_at).toISOString(), retire_at);
  assert.equal((await s.post(`${at(id)}/test`)).json.test_passed, true); // the secret key stayed
  const { audit, events } = await trailOf(t.database.adminUrl, id);
  assert.deepEqual(audit[1]?.changes.credentials, { masked: true });
  assert.equal(events[1]?.type, "connection.rotated");
  for (const [wrong, errors] of [
    [{ credentials: { webhook_secrets: [] } }, { "/credentials/webhook_secrets": "min_items" }],
    [{ credentials: {}, retire_at: "2020-01-01T00:00:00Z" }, { "/retire_at": "format" }],
    [{ credentials: {}, retire_at: "2099-01-01T00:00:00Z" }, { "/retire_at": "format" }],
  ] as const)
    assertProblem(await s.post(`${at(id)}/rotate`, wrong), 422, "invalid_input", errors);
});

test("422: where the credentials are sent does not change; 200: everything else does", async () => {
  const id = await s.make("/v1/connections", reachable());
  const { configuration } = (await s.get(at(id))).json;
  const change = (body: object) => s.ask("PATCH", at(id), { body, headers: { "if-match": '"1"' } });
  const moved = { configuration: { ...configuration, api_base: "https://attacker.example.com" } };
  assertProblem(await change(moved), 422, "invalid_input", { "/configuration/api_base": "fixed" });
  const wish = { name: "Ours", configuration: { ...configuration, account_id: "acct_1" }, allows: [] };
  const changed = await change(wish);
  assert.equal(changed.status, 200, changed.text);
  assert.deepEqual(
    [changed.json.name, changed.json.allows, changed.json.configuration.account_id],
    ["Ours", [], "acct_1"],
  );
  const { events } = await trailOf(t.database.adminUrl, id);
  assert.deepEqual(events[1]?.data, { connector: "stripe", changed: ["name", "configuration", "allows"] });
});

test("409: a connection is paused once and resumed once; while it is paused nothing is sent", async () => {
  const id = await s.make("/v1/connections", reachable());
  assertProblem(await s.post(`${at(id)}/resume`), 409, "invalid_state");
  const paused = await s.post(`${at(id)}/pause`, { because: "They move house." });
  assert.deepEqual([paused.json.status, paused.json.paused_because], ["paused", "They move house."]);
  assertProblem(await s.post(`${at(id)}/pause`), 409, "invalid_state");
  assert.equal((await s.post(`${at(id)}/test`)).json.test_passed, false);
  assert.equal((await s.post(`${at(id)}/resume`)).json.status, "active");
  await until(
    "this process to hear of it",
    async () => (await s.post(`${at(id)}/test`)).json.test_passed === true,
  );
});

/** How the incident that it does not answer stands, as calls to it have raised it. */
async function failing(id: string): Promise<() => Promise<unknown>> {
  const { adminUrl } = t.database;
  await execute(
    adminUrl,
    `insert into plinth.inbox_items (organization_id, kind, key, subject_type, subject_id, because, since)
     values ($1, 'destination_failing', 'destination_failing ' || $2, 'connection', $2::uuid, 'It has not answered.', now())`,
    [s.organization, id],
  );
  return async () =>
    (await execute(adminUrl, "select settled_how from plinth.inbox_items where subject_id = $1", [id]))[0]
      ?.settled_how;
}

test("whoever pauses or removes what does not answer has looked at it: the incident is settled", async () => {
  const [paused, removed] = [
    await s.make("/v1/connections", reachable()),
    await s.make("/v1/connections", reachable()),
  ];
  const [how, gone] = [await failing(paused), await failing(removed)];
  await s.post(`${at(paused)}/pause`);
  assert.equal(await how(), "It was paused: nothing is sent to it.");
  assert.equal(await gone(), null);
  assert.equal((await s.ask("DELETE", at(removed))).status, 204);
  assert.equal(await gone(), "It was removed.");
});

test("204: an unused connection goes with its credentials and its destination", async () => {
  const id = await s.make("/v1/connections", reachable());
  assert.equal((await s.ask("DELETE", at(id))).status, 204);
  assertProblem(await s.get(at(id)), 404, "not_found");
  const left = await execute(t.database.adminUrl, "select 1 from plinth.destinations where id = $1", [id]);
  assert.deepEqual(left, []);
});

test("200: what can be connected is listed with its schemas", async () => {
  const { json } = await s.get("/v1/connectors");
  const [stripeKind] = json.data.filter(({ name }: { name: string }) => name === "stripe");
  assert.deepEqual(stripeKind.allows, ["payments"]);
  assert.deepEqual(stripeKind.credentials.required, ["secret_key"]);
  assert.equal(stripeKind.configuration.additionalProperties, false);
});
