/** Dead letters: seen with every error, tried anew or let go, one, many or all of a cause, by whoever may. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { deadJob } from "#harness/every-operations-action";
import { execute } from "#harness/execute";
import { shop } from "#harness/shop";
import { until } from "#harness/until";
import { sql } from "#platform/db";
import { becameDead } from "../../src/app-incidents.ts";

const t = await testApp({ jobs: true });
const s = await shop(t, "Stillstand GmbH");
const reason = "The other side is back.";

const row = async (id: string) =>
  (await execute(t.database.adminUrl, "select * from plinth.jobs where id = $1", [id]))[0] ?? {};
const facts = async (type: string) =>
  (
    await execute(
      t.database.adminUrl,
      "select subject_id, actor, data from plinth.outbox where type = $1 union all select subject_id, actor, data from plinth.events where type = $1",
      [type],
    )
  ).map(({ subject_id, actor, data }) => ({
    id: subject_id,
    actor: String(actor),
    data: JSON.parse(String(data)),
  }));

/** As a worker leaves it: with the incident of its cause. */
async function dead(kind: string, code = "timeout", organization = s.organization): Promise<string> {
  const id = await deadJob(t, organization, { kind, error_code: code });
  await t.app.database.systemTransaction((tx) =>
    becameDead(tx, { organizationId: organization, id, kind }, { code, detail: "It did not answer." }),
  );
  return id;
}

const openItems = async (kind: string) => {
  const { json } = await s.get("/v1/inbox?settled_at[null]=true&kind=dead_letters");
  return json.data.filter(({ details }: { details: { kind: string } }) => details.kind === kind);
};

test("200: a dead letter shows its payload and every error, and a job that is not dead is none", async () => {
  const id = await deadJob(t, s.organization, { kind: "look.at", payload: '{"thing": 7}' });
  const waiting = await deadJob(t, s.organization, {
    ...{ kind: "look.at", state: "scheduled", finished_at: null },
  });
  const { status, json } = await s.get(`/v1/dead_letters/${id}`);
  assert.equal(status, 200);
  assert.deepEqual(json.payload, { thing: 7 });
  assert.deepEqual(
    json.errors.map(({ attempt, code }: { attempt: number; code: string }) => [attempt, code]),
    [[20, "timeout"]],
  );
  assert.equal((await s.get(`/v1/dead_letters/${waiting}`)).status, 404);
  assert.equal((await s.get(`/v1/dead_letters/${waiting}/history`)).status, 404);
  const list = async (path: string) => (await s.get(path)).json.data.map((one: { id: string }) => one.id);
  assert.deepEqual(await list("/v1/dead_letters?kind=look.at"), [id]);
  assert.deepEqual(await list("/v1/jobs?kind=look.at&state=dead"), [id]);
  assert.deepEqual(await list("/v1/jobs?kind=look.at"), [waiting, id]);
  const { json: expanded } = await s.get(`/v1/jobs/${id}?expand=errors`);
  assert.equal(expanded.errors.length, 1);
});

test("200: replayed, it begins anew and keeps its errors; the trail says who did it and why", async () => {
  const id = await dead("mend.it");
  const before = await s.get(`/v1/dead_letters/${id}`);
  const etag = { "if-match": before.headers.get("etag") ?? "" };
  const { status, json } = await s.post(`/v1/dead_letters/${id}/replay`, { reason }, etag);
  assert.deepEqual([status, json.state, json.attempts, json.replays], [200, "ready", 0, 1]);
  const kept = await execute(t.database.adminUrl, "select 1 from plinth.job_errors where job_id = $1", [id]);
  assert.equal(kept.length, 1);
  assert.deepEqual(await openItems("mend.it"), []);
  const [entry] = (await s.get(`/v1/jobs/${id}/history`)).json.data;
  assert.equal(entry.action, "dead_letters.replay");
  assert.match(entry.actor, /^api_key:/);
  assert.deepEqual(entry.changes.reason, { before: null, after: reason });
  assert.deepEqual(entry.changes.state, { before: "dead", after: "ready" });
  const fact = (await facts("job.replayed")).find((one) => one.id === id);
  assert.deepEqual(fact?.data, { kind: "mend.it" });
  // whoever comes second is told how it stands
  const again = await s.post(`/v1/dead_letters/${id}/discard`, { reason });
  assert.deepEqual([again.status, again.json.code], [409, "invalid_state"]);
  assert.equal(
    (await s.post(`/v1/dead_letters/${id}/replay`, { reason }, { "if-match": '"1"' })).status,
    412,
  );
});

test("200: discarded, it is never done; the incident stays while another of the cause waits", async () => {
  const [one, two] = [await dead("drop.it"), await dead("drop.it")];
  const [item] = await openItems("drop.it");
  assert.deepEqual([item.times, item.owner_user_id], [2, null]);
  const first = await s.post(`/v1/dead_letters/${one}/discard`, { reason });
  assert.deepEqual([first.status, first.json.state], [200, "discarded"]);
  assert.equal((await openItems("drop.it")).length, 1);
  await s.post(`/v1/dead_letters/${two}/discard`, { reason });
  assert.deepEqual(await openItems("drop.it"), []);
  const settled = (await s.get(`/v1/inbox/${item.id}`)).json;
  assert.match(settled.settled_how, /was discarded/);
  assert.match(settled.settled_by, /^api_key:/);
  assert.equal((await facts("job.discarded")).length, 2);
});

test("404: another organization's dead letter does not exist, also among those that are named", async () => {
  const other = await shop(t, "Other GmbH");
  const theirs = await dead("of.others", "timeout", other.organization);
  assert.equal((await s.post(`/v1/dead_letters/${theirs}/replay`, { reason })).status, 404);
  const mine = await dead("of.others");
  const body = { reason, kind: "of.others", dead_letter_ids: [mine, theirs] };
  const named = await s.post("/v1/dead_letters/replay", body);
  assert.deepEqual([named.status, named.json.errors[0].pointer], [422, "/dead_letter_ids/1"]);
  assert.equal((await s.post("/v1/dead_letters/discard", { reason, kind: "of.others" })).status, 202);
  await until("mine to be discarded", async () => (await row(mine)).state === "discarded");
  assert.equal((await row(theirs)).state, "dead");
});

test("202: all of a cause are decided about by a job, in bites, and those that give up again are not", async () => {
  await execute(
    t.database.adminUrl,
    `insert into plinth.jobs (organization_id, kind, queue, state, attempts, most_attempts, error_code, finished_at)
     select $1, 'many.many', 'default', 'dead', 3, 3, (array['timeout', 'refused'])[1 + n % 2], now() from generate_series(1, 2400) n`,
    [s.organization],
  );
  await dead("many.many", "timeout");
  await dead("many.many", "refused");
  const body = { reason, kind: "many.many", error_code: "timeout" };
  const rehearsed = await s.post("/v1/dead_letters/discard?dry_run=true", body);
  assert.deepEqual([rehearsed.status, rehearsed.json.payload.count], [200, 1_201]);
  const [incident] = (await openItems("many.many")).filter(
    ({ details }: { details: { error_code: string } }) => details.error_code === "timeout",
  );
  const { status, json } = await s.post("/v1/dead_letters/discard", body);
  assert.deepEqual([status, json.kind], [202, "dead_letter.discard"]);
  assert.match(json.payload.up_to, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  await until("the job to be done", async () => (await row(json.id)).state === "done");
  const states = await execute(
    t.database.adminUrl,
    "select state, error_code, count(*)::int as count from plinth.jobs where kind = 'many.many' group by 1, 2 order by 1",
    [],
  );
  assert.deepEqual(states, [
    { state: "dead", error_code: "refused", count: 1_201 },
    { state: "discarded", error_code: "timeout", count: 1_201 },
  ]);
  assert.equal(JSON.parse(String((await row(json.id)).payload)).done, 1_000);
  const items = await openItems("many.many");
  assert.deepEqual(
    items.map(({ details }: { details: { error_code: string } }) => details.error_code),
    ["refused"],
  );
  const [entry] = (await s.get(`/v1/jobs/${json.id}/history`)).json.data;
  // who asked for it settled it, though a job did it
  assert.equal((await s.get(`/v1/inbox/${incident.id}`)).json.settled_by, entry.actor);
  assert.match(entry.actor, /^api_key:/);
  assert.deepEqual([entry.action, entry.changes.reason.after], ["dead_letters.discard_all", reason]);
  assert.equal(entry.changes.payload.after.count, 1_201);
  const discarded = (await facts("job.discarded")).filter(({ data }) => data.kind === "many.many");
  assert.equal(discarded.length, 1_201);
  assert.ok(discarded.every(({ actor }) => actor.startsWith("api_key:")));
});

test("409: where nothing of the cause waits, nothing is begun", async () => {
  const { status, json } = await s.post("/v1/dead_letters/replay", { reason, kind: "no.such" });
  assert.deepEqual([status, json.code], [409, "invalid_state"]);
});

test("422: without a reason nothing is decided", async () => {
  const id = await dead("why.not");
  for (const body of [{}, { reason: "" }, { reason: "  " }, { reason: "ok" }, { reason: "x".repeat(501) }]) {
    const { status, json } = await s.post(`/v1/dead_letters/${id}/replay`, body);
    assert.deepEqual([status, json.errors[0].pointer], [422, "/reason"]);
  }
});

test("rivals decide about a dead letter once, and what is replayed is done by one worker", async () => {
  const ids = await Promise.all(Array.from({ length: 12 }, () => dead("race.it")));
  const answers = await Promise.all(
    ids.flatMap((id) => [
      s.post(`/v1/dead_letters/${id}/replay`, { reason }),
      s.post(`/v1/dead_letters/${id}/discard`, { reason }),
      s.post(`/v1/dead_letters/${id}/replay`, { reason }),
    ]),
  );
  assert.equal(answers.filter(({ status }) => status === 200).length, ids.length);
  assert.equal(answers.filter(({ status }) => status === 409).length, 2 * ids.length);
  // nobody knows this kind: a worker that takes it puts it off, which shows that it was taken
  await until("workers to have taken what was replayed", async () => {
    const rows = await execute(
      t.database.adminUrl,
      "select state, replays, error_code from plinth.jobs where kind = 'race.it'",
    );
    return rows.every(({ state, replays, error_code }) =>
      state === "discarded" ? replays === 0 : replays === 1 && error_code === "unknown_kind",
    );
  });
  assert.deepEqual(await openItems("race.it"), []);
});

test("an incident is not settled over a dead letter that comes meanwhile", async () => {
  const first = await dead("meanwhile.it");
  const { promise, resolve } = Promise.withResolvers<void>();
  const raised = Promise.withResolvers<void>();
  // a worker that has given up, and has not committed yet
  const giving = t.app.database.systemTransaction(async (tx) => {
    const { organization: organizationId } = s;
    const [second] = await tx.query<{ id: string }>(sql`
      insert into plinth.jobs (organization_id, kind, queue, state, most_attempts, error_code, finished_at)
      values (${organizationId}, 'meanwhile.it', 'default', 'dead', 1, 'timeout', now()) returning id`);
    const job = { organizationId, id: String(second?.id), kind: "meanwhile.it" };
    await becameDead(tx, job, { code: "timeout", detail: "It did not answer." });
    raised.resolve();
    await promise;
    return job.id;
  });
  await Promise.race([raised.promise, giving]);
  const discarding = s.post(`/v1/dead_letters/${first}/discard`, { reason });
  await until("the person to wait for the worker", async () => {
    const waiting = await execute(
      t.database.adminUrl,
      "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    return waiting.length > 0;
  });
  resolve();
  const second = await giving;
  assert.equal((await discarding).status, 200);
  assert.equal((await openItems("meanwhile.it")).length, 1);
  await s.post(`/v1/dead_letters/${second}/discard`, { reason });
  assert.deepEqual(await openItems("meanwhile.it"), []);
});

test("403: to read them and to decide are permissions of their own, and none of it is a buyer's", async () => {
  const id = await dead("not.yours");
  const finance = await t.keyFor(s.organization, "finance");
  const ask = (key: string, method: string, path: string, body?: object) =>
    t.ask(method, path, { key, ...(body === undefined ? {} : { body }) });
  assert.equal((await ask(finance, "GET", `/v1/dead_letters/${id}`)).status, 200);
  assert.equal((await ask(finance, "POST", `/v1/dead_letters/${id}/replay`, { reason })).status, 403);
  assert.equal(
    (await ask(finance, "POST", "/v1/dead_letters/replay", { reason, kind: "not.yours" })).status,
    403,
  );
  const sales = await t.keyFor(s.organization, "sales");
  assert.equal((await ask(sales, "GET", "/v1/jobs")).status, 403);
  assert.equal((await ask(sales, "GET", "/v1/inbox")).status, 200);
  const integration = await t.keyFor(s.organization, "integration");
  assert.equal((await ask(integration, "GET", "/v1/inbox")).status, 403);
});
