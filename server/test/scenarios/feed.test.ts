/** `GET /v1/events` as a consumer uses it: pages behind a position, and long polls. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { startInstance } from "#harness/instance";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { relayed } from "#harness/trail";
import { until } from "#harness/until";

const t = await testApp();
const { adminUrl } = t.database;
type Event = { seq: number; type: string; subject: { id: string } };

test("200: pages of any size tell the same story, without a hole, in the sequence of the deeds", async () => {
  const s = await shop(t);
  const ids: string[] = [];
  for (let i = 0; i < 7; i++) ids.push(await s.customer());
  await relayed(adminUrl);
  const whole = (await s.get("/v1/events?limit=200")).json;
  const seqs = whole.data.map(({ seq }: Event) => seq);
  assert.deepEqual(
    seqs,
    seqs.map((_: number, i: number) => i + 1),
  );
  const made = whole.data.filter(({ type }: Event) => type === "customer.created");
  assert.deepEqual(
    made.map(({ subject }: Event) => subject.id),
    ids,
  );
  assert.equal(whole.next_cursor, String(seqs.at(-1)));

  for (const limit of [1, 3, 200]) {
    const story: Event[] = [];
    for (let after: string | null = "0"; after !== null; ) {
      const page: { data: Event[]; next_cursor: string | null } = (
        await s.get(`/v1/events?limit=${limit}&after=${after}`)
      ).json;
      assert.ok(page.data.length <= limit);
      story.push(...page.data);
      after = page.next_cursor;
    }
    assert.deepEqual(story, whole.data);
  }
});

test("200: an event has its whole form", async () => {
  const s = await shop(t);
  const id = await s.customer();
  await relayed(adminUrl);
  const { data } = (await s.get("/v1/events?after=0&limit=200")).json;
  const { actor } = (await s.get("/v1/me")).json;
  const { id: eventId, occurred_at, ...rest } = data.at(-1);
  assert.match(eventId, /^[0-9a-f-]{36}$/);
  assert.match(occurred_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  assert.deepEqual(rest, {
    seq: data.length,
    type: "customer.created",
    subject: { type: "customer", id, version: 1 },
    actor: `${actor.kind}:${actor.id}`,
    data: {},
  });
});

test("200: behind the end there is nothing, now and after a wait", async () => {
  const s = await shop(t);
  await relayed(adminUrl);
  const { next_cursor: end } = (await s.get("/v1/events?after=now")).json;
  for (const query of [`after=${end}`, `after=${end}&wait=0`, `after=${end}&wait=1`])
    assert.deepEqual((await s.get(`/v1/events?${query}`)).json, { data: [], next_cursor: null });
});

test("410: what was restored to an earlier moment, or removed with age, is not continued in silence", async () => {
  const s = await shop(t);
  for (let i = 0; i < 3; i++) await s.customer();
  await relayed(adminUrl);
  for (const after of ["999999", "9007199254740991"])
    assertProblem(await s.get(`/v1/events?after=${after}`), 410, "resync_required");
  await execute(
    adminUrl,
    "update plinth.organization_feed set removed_up_to = 2 where organization_id = $1",
    [s.organization],
  );
  assertProblem(await s.get("/v1/events?after=1"), 410, "resync_required");
  assert.equal((await s.get("/v1/events?after=2")).status, 200);
});

test("200: a long poll is answered when something happens, by any instance, and only with one's own", async () => {
  const other = await startInstance(t.database);
  try {
    const [s, stranger] = [await shop(t), await shop(t, "Stranger GmbH")];
    await relayed(adminUrl);
    const { next_cursor: after } = (await s.get("/v1/events?limit=200")).json;
    const startedAt = performance.now();
    const waiting = [t, other].map((at) =>
      at.ask("GET", `/v1/events?after=${after}&wait=25`, { key: s.key }),
    );
    await stranger.customer();
    const id = await s.customer();
    for (const answer of await Promise.all(waiting)) {
      assert.equal(answer.status, 200);
      assert.deepEqual(
        answer.json.data.map(({ subject }: Event) => subject.id),
        [id],
      );
    }
    assert.ok(performance.now() - startedAt < 5_000, "it was found by the clock and not by the event");
  } finally {
    await other.close();
  }
});

test("200: a server that stops answers those who wait", async () => {
  const other = await startInstance(t.database);
  const s = await shop(t);
  const [{ began } = { began: "" }] = await execute(adminUrl, "select clock_timestamp()::text as began");
  await relayed(adminUrl);
  const { next_cursor: end } = (await s.get("/v1/events?after=now")).json;
  const waiting = other.ask("GET", `/v1/events?after=${end}&wait=30`, {
    key: s.key,
    headers: { connection: "close" }, // the answer is measured here, not how long a client keeps its connection
  });
  await until("the poll to have looked once", async () => {
    const looks = await execute(
      adminUrl,
      `select 1 from pg_stat_activity
        where datname = current_database() and application_name = 'plinth read'
          and query like '%from plinth.events%' and query_start > $1 and state = 'idle'`,
      [began],
    );
    return looks.length > 0;
  });
  const startedAt = performance.now();
  await other.close();
  assert.deepEqual((await waiting).json, { data: [], next_cursor: null });
  assert.ok(performance.now() - startedAt < 5_000);
});

for (const [query, parameter] of [
  ["after=-1", "after"],
  ["after=x", "after"],
  ["topics=", "topics"],
  ["topics=things", "things"],
  ["topics=orders/1", "orders/1"],
  ["topics=orders//", "orders//"],
  ["limit=0", "limit"],
  ["limit=201", "limit"],
  ["wait=31", "wait"],
  ["wait=1.5", "wait"],
  ["since=1", "since"],
]) {
  test(`400: ${query}`, async () => {
    const s = await shop(t);
    const answer = await s.get(`/v1/events?${query}`);
    assertProblem(answer, 400, "unknown_parameter");
    assert.match(answer.json.detail, new RegExp(`"${parameter}"`));
  });
}

test("200 and 403: without the permission for all of it one is told of what one may read, in numbers of one's own", async () => {
  const s = await shop(t);
  const key = await t.keyFor(s.organization, "sales", ["customers:read"]);
  const made = [await s.customer(), await s.customer()];
  await s.product();
  made.push(await s.customer());
  await relayed(adminUrl);
  const { data, next_cursor } = (await s.ask("GET", "/v1/events?limit=200", { key })).json;
  assert.deepEqual(
    data.map(({ seq, type, subject }: Event) => [seq, type, subject.id]),
    made.map((id, i) => [i + 1, "customer.created", id]),
  );
  // who did it is somebody else's matter
  assert.deepEqual(new Set(data.map(({ actor }: { actor: string }) => actor)), new Set(["api_key"]));
  assert.doesNotMatch(next_cursor, /^\d+$/);
  const later = await s.customer();
  await relayed(adminUrl);
  const next = (await s.ask("GET", `/v1/events?after=${next_cursor}`, { key })).json;
  assert.deepEqual(
    next.data.map(({ seq, subject }: Event) => [seq, subject.id]),
    [[4, later]],
  );
  assertProblem(await s.ask("GET", "/v1/events?topics=orders", { key }), 403, "forbidden");
  assertProblem(await s.ask("GET", "/v1/events?after=3", { key }), 410, "resync_required");
  const stranger = await shop(t, "Stranger GmbH");
  assertProblem(await stranger.get(`/v1/events?after=${next_cursor}`), 400, "unknown_parameter");
});
