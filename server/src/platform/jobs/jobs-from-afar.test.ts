/** Where jobs come from beside deeds, events and the clock, and what becomes of those whose worker is gone. */
import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import Type from "typebox";
import { execute } from "#harness/execute";
import { testDatabase } from "#harness/postgres";
import { until } from "#harness/until";
import { sql } from "#platform/db";
import { defineConsumer } from "./consumer.ts";
import { defineJob } from "./define-job.ts";
import { GiveUp, TryLater } from "./ends.ts";
import { jobStage, organization } from "./jobs.fixture.ts";
import { defineSchedule, nextTime } from "./schedule.ts";
import { on } from "./subscription.ts";

const turned = { at: new Date("2026-11-21T08:00:00Z") };
const clock = { now: () => turned.at, forDatabase: () => turned.at.toISOString() };
const stage = await jobStage(await testDatabase(), execute, clock);
afterEach(async () => {
  heal();
  await stage.clear();
  did.length = 0;
});
after(stage.end);

const did: string[] = [];
let behave: (word: string, attempt: number, signal: AbortSignal) => Promise<void> | void = () => {};
const heal = () => {
  behave = () => {};
};
const saying = defineJob({
  name: "word.say",
  describe: "Says the word that it was given.",
  input: Type.Object({ word: Type.String() }, { additionalProperties: false }),
  retry: { attempts: 3, firstMs: 1_000, mostMs: 1_000 },
  subject: () => ({ type: "word", id: "00000000-0000-0000-0000-00000000000f" }),
  async prepare(_context, { word }, { job, signal }) {
    await behave(word, job.attempt, signal);
  },
  async run(context, tx, { word }) {
    await tx.query(sql`select 1 where ${context.organizationId}::uuid is not null`);
    did.push(word);
  },
});
const say = (organizationId: string, word: string, options = {}) =>
  stage.deed(organizationId, async (tx) => saying.enqueue(tx, { word }, options));
const done = (count: number) =>
  until(`${count} to be done`, async () => (await stage.rows("state = 'done'")).length === count);

test("a key makes one of many", async () => {
  const [mine, other] = [organization(), organization()];
  await say(mine, "once", { unique: "a" });
  await say(mine, "twice", { unique: "a" });
  await say(other, "elsewhere", { unique: "a" });
  await stage.start({ jobs: [saying] });
  await done(2);
  assert.deepEqual(did.sort(), ["elsewhere", "once"]);
});

test("what is for later waits for its time", async () => {
  await say(organization(), "later", { runAt: new Date(turned.at.getTime() + 60_000) });
  await say(organization(), "now");
  await stage.start({ jobs: [saying] });
  await done(1);
  assert.deepEqual(did, ["now"]);
  turned.at = new Date(turned.at.getTime() + 60_000);
  await done(2);
});

test("giving up is a dead letter at once; putting off uses up no attempt", async () => {
  behave = (word, attempt) => {
    if (word === "hopeless") throw new GiveUp("no_such_word", "There is no such word.");
    if (word === "early" && !did.includes("late")) throw new TryLater(1_000, "too_early", "Not yet.");
    assert.equal(attempt, 1);
  };
  const mine = organization();
  await say(mine, "hopeless");
  await say(mine, "early");
  await stage.start({ jobs: [saying] });
  await until("the dead letter", () => stage.dead.length === 1);
  assert.deepEqual(
    stage.dead.map(({ kind, code }) => [kind, code]),
    [["word.say", "no_such_word"]],
  );
  await until("it to be put off", async () => (await stage.rows("state = 'scheduled'")).length === 1);
  await say(mine, "late");
  await until("the late word", () => did.includes("late"));
  turned.at = new Date(turned.at.getTime() + 2_000);
  await done(2);
  const [early] = (await stage.rows("state = 'done'")).filter(({ attempts }) => attempts === 1);
  assert.ok(early);
});

test("an attempt that takes too long is cut off", async () => {
  const slow = defineJob({
    name: "word.drawl",
    describe: "Takes longer than it may.",
    input: Type.Object({}, { additionalProperties: false }),
    withinMs: 30,
    retry: { attempts: 1 },
    prepare: () => new Promise<never>(() => {}),
  });
  await stage.deed(organization(), async (tx) => slow.enqueue(tx, {}));
  await stage.start({ jobs: [slow] });
  await until("it to be cut off", () => stage.dead.length === 1);
  assert.equal(stage.dead[0]?.code, "too_slow");
});

test("a job of a process that is gone is taken over, and what that process still writes does not count", async () => {
  const gate = Promise.withResolvers<void>();
  let first = true;
  behave = async () => {
    if (!first) return;
    first = false;
    await gate.promise; // deaf to its signal, as a process that was put to sleep
  };
  await say(organization(), "once");
  await stage.start({ jobs: [saying] }, { leaseMs: 600_000 });
  await until("it to be under way", () => !first);
  await execute(
    stage.adminUrl,
    "update plinth.jobs set locked_until = now() - interval '1 second' where state = 'running'",
  );
  await stage.start({ jobs: [saying] });
  await done(1);
  gate.resolve();
  await stage.start({ jobs: [] }); // gives the sleeper time to be heard of
  assert.deepEqual(did, ["once"]);
  const [row] = await stage.rows();
  assert.deepEqual([row?.state, row?.attempts], ["done", 2]);
  const errors = await stage.database.system(sql`select code from plinth.job_errors`);
  assert.deepEqual(errors, [{ code: "worker_lost" }]);
});

test("a job that ends its process every time is a dead letter in the end", async () => {
  await say(organization(), "deadly");
  await execute(
    stage.adminUrl,
    "update plinth.jobs set state = 'running', attempts = 3, worker = gen_random_uuid(), locked_until = now() - interval '1 second'",
  );
  await stage.start({ jobs: [saying] });
  await until("the dead letter", () => stage.dead.length === 1);
  assert.equal(stage.dead[0]?.code, "worker_lost");
  assert.deepEqual(did, []);
});

test("a process that stops hands back what it cannot finish, and no attempt is lost", async () => {
  let begun = false;
  behave = (_word, _attempt, signal) => {
    begun = true;
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  };
  await say(organization(), "unfinished");
  const process = await stage.start({ jobs: [saying] });
  await until("it to be under way", () => begun);
  await process.stop(20);
  const [row] = await stage.rows();
  assert.deepEqual([row?.state, row?.attempts], ["ready", 0]);
  // its call may have arrived: whoever does it next can tell
  const kept = await stage.database.system(sql`
    select attempt, code, started_at = ${turned.at} as timely from plinth.job_errors where job_id = ${row?.id}`);
  assert.deepEqual(kept, [{ attempt: 1, code: "handed_back", timely: true }]);
});

const spoken = { type: "word.spoken" };
async function speak(organizationId: string, words: number): Promise<void> {
  await stage.deed(organizationId, async (tx) => {
    for (let i = 0; i < words; i++)
      tx.later(sql`
        insert into plinth.outbox (organization_id, type, subject_type, subject_id, subject_version, data)
        values (${organizationId}, 'word.spoken', 'word', gen_random_uuid(), 1, ${JSON.stringify({ word: `w${i}` })})`);
  });
}

test("an event becomes one job, however many processes read the feed; what it cannot be made of is a dead letter", async () => {
  const mine = organization();
  const heard = on(spoken, saying, ({ data }) => {
    if (data.word === "w7") throw new Error("a mistake of ours");
    return data.word === "w3" ? undefined : { word: String(data.word) };
  });
  const relay = stage.relay();
  await Promise.all([1, 2, 3].map(() => stage.start({ jobs: [saying], subscriptions: [heard] })));
  await speak(mine, 30);
  await speak(mine, 1);
  await done(29);
  await until("the dead letter", () => stage.dead.length === 1);
  await relay.stop();
  assert.equal(stage.dead[0]?.code, "unreadable_input");
  assert.equal(did.length, 29);
});

test("a consumer takes every event once and in order, also when it fails in between", async () => {
  const mine = organization();
  const taken: number[] = [];
  let failing = 2;
  const consumer = defineConsumer({
    name: "taker",
    async take(_tx, events) {
      if (failing-- > 0) throw new Error("not now");
      taken.push(...events.filter(({ organizationId }) => organizationId === mine).map(({ seq }) => seq));
    },
  });
  const relay = stage.relay();
  await stage.start({ consumers: [consumer] });
  await speak(mine, 40);
  await until("all to be taken", () => taken.length === 40);
  await relay.stop();
  assert.deepEqual(
    taken,
    Array.from({ length: 40 }, (_, i) => i + 1),
  );
});

test("a schedule is kept in each organization's own zone, once, and what was missed is made up by one", async () => {
  const [vienna, york] = [organization(), organization()];
  const schedule = defineSchedule({
    name: "words.daily",
    cron: "0 3 * * *",
    job: saying,
    input: { word: "daily" },
  });
  const zones = [
    { organizationId: vienna, timeZone: "Europe/Vienna" },
    { organizationId: york, timeZone: "America/New_York" },
  ];
  turned.at = new Date("2026-11-22T00:00:00Z");
  const both = { jobs: [saying], schedules: [schedule] };
  await Promise.all([1, 2].map(() => stage.start(both, { timeZones: async () => zones })));
  await until(
    "the times to be settled",
    async () => (await stage.database.system(sql`select 1 from plinth.schedules`)).length === 2,
  );
  turned.at = new Date("2026-11-22T02:00:30Z"); // 3:00 in Vienna
  await done(1);
  assert.deepEqual(
    (await stage.rows()).map(({ organization_id }) => organization_id),
    [vienna],
  );
  turned.at = new Date("2026-11-25T12:00:00Z"); // three nights missed
  await done(3);
  const rows = await stage.rows();
  assert.equal(rows.filter(({ organization_id }) => organization_id === vienna).length, 2);
  assert.equal(rows.filter(({ organization_id }) => organization_id === york).length, 1);
});

test("while the last one is not finished a schedule makes no other, and goes on when it is", async () => {
  const vienna = organization();
  const schedule = defineSchedule({
    name: "words.hourly",
    cron: "0 * * * *",
    job: saying,
    input: { word: "hourly" },
  });
  turned.at = new Date("2026-12-01T00:00:00Z");
  let away = true;
  behave = () => {
    if (away) throw new TryLater(60_000, "away", "Not now.");
  };
  const timeZones = async () => [{ organizationId: vienna, timeZone: "Europe/Vienna" }];
  await stage.start({ jobs: [saying], schedules: [schedule] }, { timeZones });
  const due = () => stage.database.system(sql`select 1 from plinth.schedules where next_at <= ${turned.at}`);
  await until(
    "the time to be settled",
    async () => (await stage.database.system(sql`select 1 from plinth.schedules`)).length === 1,
  );
  for (const hour of [1, 2, 3, 4]) {
    turned.at = new Date(Date.UTC(2026, 11, 1, hour, 0, 30));
    await until("the hour to be seen", async () => (await due()).length === 0);
  }
  assert.equal((await stage.rows()).length, 1);
  away = false;
  turned.at = new Date("2026-12-01T04:30:00Z");
  await done(1);
  turned.at = new Date("2026-12-01T05:00:30Z");
  await done(2);
});

test("across a change of the clocks a daily time is there once a day", () => {
  const times = (cron: string, from: string, count: number) => {
    const found: string[] = [];
    let at = new Date(from);
    for (let i = 0; i < count; i++) {
      at = nextTime(cron, "Europe/Vienna", at);
      found.push(at.toISOString().slice(0, 16));
    }
    return found;
  };
  // 2:30 does not exist on 29 March 2026, where three o'clock comes instead, and exists twice on 25 October 2026
  assert.deepEqual(times("30 2 * * *", "2026-03-28T12:00:00Z", 2), ["2026-03-29T01:00", "2026-03-30T00:30"]);
  assert.deepEqual(times("30 2 * * *", "2026-10-24T12:00:00Z", 2), ["2026-10-25T00:30", "2026-10-26T01:30"]);
});
