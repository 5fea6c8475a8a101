/** Somebody holds a row of ours for long: only those who need that row may notice. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { assertInvariants } from "#harness/invariants";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { strangerHolding, waitingForLocks } from "#harness/stranger";
import { until } from "#harness/until";

const t = await testApp();
const { adminUrl } = t.database;
/** The lane's own patience is 200 ms; this leaves room for two of its batches and a busy machine. */
const innocentMs = 2_500;

test("innocent orders are not held by a row lock that others of their lane wait for", async () => {
  const s = await shop(t);
  const customer = await s.customer();
  const [held, free] = [await s.product(), await s.product()];
  await s.receive(held, 50);
  await s.receive(free, 50);
  const stranger = await strangerHolding(
    adminUrl,
    "select 1 from stock_levels where product_id = $1 for update",
    [held],
  );

  const startedAt = performance.now();
  const order = (product_id: string) => s.place(customer, [{ product_id, quantity: 1 }]);
  const guilty = Array.from({ length: 8 }, () => order(held));
  const innocent = Array.from({ length: 8 }, () =>
    order(free).then((answer) => ({ answer, ms: performance.now() - startedAt })),
  );
  const answered = await Promise.all(innocent).finally(() => stranger.release());
  for (const { answer, ms } of answered) {
    assert.equal(answer.status, 201, answer.text);
    assert.ok(ms < innocentMs, `an innocent order took ${Math.round(ms)} ms`);
  }
  for (const answer of await Promise.all(guilty)) {
    if (answer.status !== 201) {
      assertProblem(answer, 503, "unavailable");
      assert.match(answer.headers.get("retry-after") ?? "", /^\d+$/);
    }
  }
  await assertInvariants(adminUrl);
});

test("503: who waits for a lock in vain is told to come again, and nothing happened", async () => {
  const s = await shop(t);
  const { json } = await s.get("/v1/organizations");
  const stranger = await strangerHolding(adminUrl, "select 1 from organizations where id = $1 for update", [
    s.organization,
  ]);
  const asked = s.ask("PATCH", `/v1/organizations/${s.organization}`, {
    body: { name: "Other" },
    headers: { "if-match": `"${json.data[0].version}"` },
  });
  await until("the request to wait", async () => (await waitingForLocks(adminUrl)) > 0);
  const answer = await asked.finally(() => stranger.release());
  assertProblem(answer, 503, "unavailable");
  assert.equal(answer.headers.get("retry-after"), "1");
  assert.equal((await s.get(`/v1/organizations/${s.organization}`)).json.version, json.data[0].version);
});
