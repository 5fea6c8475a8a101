/**
 * A few rounds of `npm run fuzz`, always the same: every operation is asked what nobody should ask, and the answers are as
 * the document promises.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { loggedIn, testPerson } from "#harness/people";
import { openApiDocument } from "#platform/doors/openapi";
import { populate } from "../security/population.fixture.ts";
import { fuzz } from "./campaign.ts";
import { operationsIn } from "./operations.ts";
import { reportOf } from "./report.ts";
import type { Target } from "./target.ts";

const t = await testApp();
const own = await populate(t, "Own GmbH");
const stranger = await t.tenant("Stranger GmbH");
const document = openApiDocument(t.app);
let { person } = own;

const target: Target = {
  ...{ url: t.url, document, stranger: stranger.key },
  credentials: { key: own.key, person: person.token },
  async renew() {
    await execute(t.database.adminUrl, "delete from plinth.attempts");
    person = await loggedIn(t, person.email).catch(() => testPerson(t, own));
    target.credentials.key = await t.keyFor(own.organization, "owner");
    target.credentials.person = person.token;
  },
};

test("what nobody should ask is answered as the document promises, and the next request is served", async () => {
  const campaign = { seed: 2026, rounds: 2, matching: [], most: 4, untilMs: Number.POSITIVE_INFINITY };
  const report = await fuzz(target, { ...campaign, heard: () => {}, met: () => {} });
  assert.deepEqual(report.failures, [], reportOf(report, "npm run fuzz -- --seed 2026"));
  assert.equal(report.rounds, campaign.rounds);

  // what was never let in was never looked at
  const operations = operationsIn(document);
  const granted = [...report.tallies].filter(([, tally]) =>
    [...tally.keys()].some((status) => status < "300"),
  );
  assert.equal(report.tallies.size, operations.length);
  assert.ok(
    granted.length > operations.length / 2,
    `only ${granted.length} of ${operations.length} were granted`,
  );
});
