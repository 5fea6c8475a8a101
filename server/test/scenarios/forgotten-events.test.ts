/** What the feed no longer keeps: noted, never in silence, and not before everybody has read it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { relayed } from "#harness/trail";
import { forgetEvents } from "#platform/events";

const t = await testApp();
const { adminUrl } = t.database;

test("events go with age, the oldest first and without a hole, and a cursor from before is told so", async () => {
  const s = await shop(t);
  for (let i = 0; i < 6; i++) await s.customer();
  await relayed(adminUrl);
  const before = (await s.get("/v1/events?limit=200")).json.data;
  const age =
    "update plinth.events set occurred_at = now() - interval '500 days' where organization_id = $1 and seq <= $2";
  await execute(adminUrl, age, [s.organization, 4]);
  const limit = new Date(Date.now() - 400 * 86_400_000);

  const readers = ["slow_reader", "not_registered_yet"];
  const forget = (bite?: number) => forgetEvents(t.app.database, limit, readers, bite);
  assert.equal(await forget(), 0, "nobody is known to have read anything");
  await execute(
    adminUrl,
    "insert into plinth.consumers (name, pos) values ('slow_reader', 0), ('of_an_old_version', 0)",
  );
  assert.equal(await forget(), 0, "somebody has still to read them");
  await execute(
    adminUrl,
    "update plinth.consumers set pos = (select pos from plinth.feed_head where name = 'main') where name = 'slow_reader'",
  );

  assert.equal(
    await forget(2),
    4,
    "bite by bite, all of them; whom no version knows any more holds nothing up",
  );
  assert.equal(await forget(), 0);
  assert.deepEqual((await s.get("/v1/events?limit=200")).json.data, before.slice(4));
  for (const path of ["/v1/events?after=3", "/v1/events/stream?after=3"])
    assertProblem(await s.get(path), 410, "resync_required");
  assert.deepEqual((await s.get("/v1/events?after=4&limit=200")).json.data, before.slice(4));

  // who begins at the beginning, of which nothing is theirs, waits for as long as they asked
  const key = await t.keyFor(s.organization, "owner", ["products:read"]);
  const headers = { authorization: `Bearer ${key}` };
  const answer = await fetch(`${t.url}/v1/events?wait=1`, { headers, signal: AbortSignal.timeout(8_000) });
  assert.deepEqual(((await answer.json()) as { data: object[] }).data, []);
});
