/** Jobs in the set form: gathered for together, written together, woken by whoever added them. */
import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import Type from "typebox";
import { execute } from "#harness/execute";
import { testDatabase } from "#harness/postgres";
import { until } from "#harness/until";
import { type Statement, sql } from "#platform/db";
import { findFed, lookAround } from "./claim.ts";
import { defineJob, type Job } from "./define-job.ts";
import { JobFailed } from "./ends.ts";
import { addJobs } from "./enqueue.ts";
import { jobStage, organization } from "./jobs.fixture.ts";
import { on } from "./subscription.ts";

const stage = await jobStage(await testDatabase(), execute);
afterEach(stage.clear);
after(stage.end);

const one = Type.Object({ thing: Type.Integer() }, { additionalProperties: false });
const many = { queues: [{ name: "default", perProcess: 64 }] };
/** Nothing is found by looking at the clock: only by being told. */
const untold = { tendEveryMs: 600_000 };

/** So many come together before any of them goes on. */
let expected = 0;
let arrived: (() => void)[] = [];
const gate = (): Promise<void> =>
  new Promise((resolve) => {
    arrived.push(resolve);
    if (arrived.length === expected) for (const go of arrived.splice(0)) go();
  });

let gathered: number[] = [];
let sets: number[][] = [];
let poison: number | undefined;
const packing = defineJob({
  name: "thing.pack",
  describe: "Is packed with whatever is packed at the same moment.",
  input: one,
  retry: { firstMs: 60_000, mostMs: 60_000, attempts: 2 },
  async gather(read, jobs): Promise<string[]> {
    gathered.push(jobs.length);
    const rows = await read<{ found: string }>(
      sql`select 'found ' || x.thing as found
            from unnest(${jobs.map(({ input }) => input.thing)}::int[]) with ordinality x(thing, place) order by x.place`,
    );
    return rows.map(({ found }) => found);
  },
  async prepare(_context, { thing }, _services, found): Promise<string> {
    await gate();
    return `${thing}: ${found}`;
  },
  async runAll(tx, done) {
    sets.push(done.map(({ input }) => input.thing));
    for (const { organizationId, input, prepared } of done)
      await tx.query(sql`
        insert into plinth.job_lanes (organization_id, destination_id, taken)
        values (${organizationId}, gen_random_uuid(),
                case when ${prepared} = ${`${input.thing}: found ${input.thing}`} then ${input.thing}::int end)`);
    if (done.some(({ input }) => input.thing === poison)) throw new JobFailed("spoiled", "It does not fit.");
  },
});

const packed = async (): Promise<number[]> => {
  const rows = await stage.database.system<{ taken: number }>(
    sql`select taken from plinth.job_lanes order by taken`,
  );
  return rows.map(({ taken }) => taken);
};

/** Things of three organizations, so many that all have a place at once. */
async function begin(things: number[], come = things.length): Promise<void> {
  [expected, arrived, gathered, sets, poison] = [come, [], [], [], undefined];
  const whose = [organization(), organization(), organization()];
  await stage.database.systemTransaction(async (tx) => {
    await addJobs(
      tx,
      things.map((thing) => ({ organization_id: whose[thing % 3] ?? "", ...packing.row({ thing }) })),
    );
  });
}

const all = Array.from({ length: 30 }, (_, i) => i + 1);

test("those that are taken together are gathered for together, and those that are ready together are one transaction", async () => {
  await begin(all);
  await stage.start({ jobs: [packing] }, many);
  await until("all to be done", async () => (await stage.rows("state = 'done'")).length === 30);
  assert.deepEqual(
    sets.map((set) => set.toSorted((a, b) => a - b)),
    [all],
  );
  assert.deepEqual(await packed(), all);
  assert.equal(
    gathered.reduce((sum, count) => sum + count),
    30,
  );
  assert.ok(gathered.length <= 3, `gathered ${gathered} times`);
});

test("one that spoils the set fails alone, and the others have their effect once", async () => {
  await begin(all);
  poison = 7;
  await stage.start({ jobs: [packing] }, many);
  await until("it to fail", async () => (await stage.rows("state = 'scheduled'")).length === 1);
  await until("all others to be done", async () => (await stage.rows("state = 'done'")).length === 29);
  const [failed] = await stage.rows("state = 'scheduled'");
  assert.deepEqual([failed?.attempts, failed?.error_code], [1, "spoiled"]);
  assert.deepEqual(
    await packed(),
    all.filter((thing) => thing !== 7),
  );
});

test("one that belongs to another worker by then is left out, and one whose input nobody can read is a dead letter", async () => {
  await begin(all, 29);
  const payload = (thing: number) => `payload::json->>'thing' = '${thing}'`;
  await execute(stage.adminUrl, `update plinth.jobs set payload = '{"odd":1}' where ${payload(3)}`);
  expected = Number.POSITIVE_INFINITY;
  await stage.start({ jobs: [packing] }, many);
  await until("all to be under way", () => arrived.length === 29);
  const worker = "00000000-0000-0000-0000-00000000000a";
  await execute(stage.adminUrl, `update plinth.jobs set worker = '${worker}' where ${payload(9)}`);
  for (const go of arrived.splice(0)) go();
  await until("the others to be done", async () => (await stage.rows("state = 'done'")).length === 28);
  assert.deepEqual(
    await packed(),
    all.filter((thing) => thing !== 3 && thing !== 9),
  );
  assert.deepEqual(
    (await stage.rows("state = 'running'")).map(({ attempts }) => attempts),
    [1],
  );
  assert.deepEqual(
    stage.dead.map(({ code }) => code),
    ["unreadable_input"],
  );
});

test("what a job or a reader of the feed adds is begun without anybody looking at the clock", async () => {
  const did: string[] = [];
  const saying = (name: string, next?: Job): Job =>
    defineJob({
      name: `thing.${name}`,
      describe: "Says that it was done, and asks for the next one.",
      input: one,
      queue: name === "second" ? "mail" : "default",
      async run(context, tx) {
        did.push(name);
        const { organizationId } = context;
        if (next !== undefined)
          await addJobs(tx, [{ organization_id: organizationId, ...next.row({ thing: 2 }) }]);
      },
    });
  const third = saying("third");
  const second = saying("second", third);
  const first = saying("first", second);
  const [mine, other] = [organization(), organization()];
  const asked: string[][] = [];
  const heard = {
    ...on({ type: "thing.made" }, first as typeof packing, () => ({ thing: 1 })),
    among: async (_tx: unknown, organizations: readonly string[]) => {
      asked.push([...organizations].sort());
      return new Set([mine]);
    },
  };
  const relay = stage.relay();
  await stage.start(
    { jobs: [first, second, third], subscriptions: [heard, { ...heard, name: "again" }] },
    untold,
  );
  for (const organizationId of [mine, other])
    await stage.deed(organizationId, async (tx) =>
      tx.later(sql`
        insert into plinth.outbox (organization_id, type, subject_type, subject_id, subject_version)
        select ${organizationId}, 'thing.made', 'thing', gen_random_uuid(), 1`),
    );
  await until("all three", () => did.length === 3);
  await relay.stop();
  assert.deepEqual(did, ["first", "second", "third"]);
  // whom it does not concern it makes no job for, and two that ask the same ask once
  assert.ok((await stage.rows()).every(({ organization_id }) => organization_id === mine));
  assert.equal(asked.length, new Set(asked.map((whose) => whose.join())).size);
  assert.deepEqual(new Set(asked.flat()), new Set([mine, other]));
});

test("what a deed adds itself is begun when its facts move, without anybody looking at the clock", async () => {
  await begin([]);
  expected = 1;
  const jobs = await stage.start({ jobs: [packing] }, untold);
  await stage.deed(organization(), async (tx) => packing.enqueue(tx, { thing: 5 }));
  jobs.nudge();
  await until("it to be done", async () => (await packed()).length === 1);
});

test("whether there is anything to do is asked of indexes, also while the statistics remember a backlog", async () => {
  await execute(
    stage.adminUrl,
    `insert into plinth.jobs (organization_id, kind, queue, most_attempts, state, worker, locked_until)
     select gen_random_uuid(), 'thing.pack', 'default', 1, state,
            case state when 'running' then gen_random_uuid() end, case state when 'running' then now() + interval '1 h' end
       from unnest(array['ready', 'scheduled', 'running']) state, generate_series(1, 700)`,
  );
  await execute(stage.adminUrl, "analyze plinth.jobs");
  const asked: Statement[] = [];
  const listening = {
    async system(statement: Statement) {
      asked.push(statement);
      return [];
    },
  };
  await findFed(listening, ["default"]);
  await lookAround(listening, new Date(), { schedules: [], consumers: [], queues: ["default"] });
  for (const { text, values } of asked) {
    const plan = await execute(stage.adminUrl, `explain ${text}`, [...values]);
    assert.doesNotMatch(JSON.stringify(plan), /Seq Scan on jobs/);
  }
  assert.equal(asked.length, 2);
});
