/** Whose turn it is: one after the other, a fair share for everybody, and nobody who must not be called. */
import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import Type from "typebox";
import { execute } from "#harness/execute";
import { testDatabase } from "#harness/postgres";
import { until } from "#harness/until";
import { uuidv7 } from "#platform/uuid";
import { defineJob } from "./define-job.ts";
import { JobFailed } from "./ends.ts";
import { jobStage, organization } from "./jobs.fixture.ts";

const stage = await jobStage(await testDatabase(), execute);
afterEach(async () => {
  release();
  await stage.clear();
  begun.length = 0;
  underWay.clear();
  most = 0;
  overlaps = 0;
});
after(stage.end);

type Begun = { organizationId: string; thing: number };
const begun: Begun[] = [];
const underWay = new Map<string, number>();
let most = 0;
let overlaps = 0;
let fails: (thing: number, attempt: number) => boolean = () => false;
let gate: Promise<void> = Promise.resolve();
let release = () => {};

function close(): void {
  gate = new Promise((resolve) => {
    release = resolve;
  });
}

const input = Type.Object({ thing: Type.Integer(), line: Type.String() }, { additionalProperties: false });
const noting = defineJob({
  name: "thing.note",
  describe: "Notes that it was begun, and whether another of its line was under way.",
  input,
  retry: { attempts: 5, firstMs: 5, mostMs: 10 },
  async prepare(context, { thing, line }, { job }) {
    begun.push({ organizationId: context.organizationId, thing });
    const now = (underWay.get(line) ?? 0) + 1;
    underWay.set(line, now);
    most = Math.max(
      most,
      [...underWay.values()].reduce((sum, count) => sum + count, 0),
    );
    if (now > 1) overlaps++;
    await gate;
    await new Promise(setImmediate);
    underWay.set(line, (underWay.get(line) ?? 1) - 1);
    if (fails(thing, job.attempt)) throw new JobFailed("not_now", "It does not work now.");
  },
});

const add = (
  organizationId: string,
  things: Iterable<number>,
  options: (thing: number) => object = () => ({}),
) =>
  stage.deed(organizationId, async (tx) => {
    for (const thing of things) noting.enqueue(tx, { thing, line: "a" }, options(thing));
  });
const finished = () =>
  until("all to be finished", async () => (await stage.rows("state not in ('done', 'dead')")).length === 0);
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

test("jobs of one line are done one at a time and in order, by any number of processes, and a retry holds the later ones", async () => {
  const mine = organization();
  fails = (thing, attempt) => thing % 5 === 0 && attempt <= 2;
  await add(mine, numbers(20), () => ({ serial: "a" }));
  await Promise.all(numbers(3).map(() => stage.start({ jobs: [noting] })));
  await finished();
  fails = () => false;
  assert.equal(overlaps, 0);
  const order = begun.map(({ thing }) => thing).filter((thing, i, all) => all.indexOf(thing) === i);
  assert.deepEqual(order, numbers(20));
  assert.deepEqual(begun.filter(({ thing }) => thing === 5).length, 3);
});

test("a dead letter holds nobody", async () => {
  fails = (thing) => thing === 1;
  await add(organization(), [1, 2], () => ({ serial: "a" }));
  await stage.start({ jobs: [noting] });
  await finished();
  fails = () => false;
  assert.deepEqual(
    (await stage.rows()).map(({ state, attempts }) => [state, attempts]),
    [
      ["dead", 5],
      ["done", 1],
    ],
  );
  assert.deepEqual(
    stage.dead.map(({ code }) => code),
    ["not_now"],
  );
});

test("each organization has its share, whatever the others have waiting", async () => {
  const [busy, quiet] = [organization(), organization()];
  await add(busy, numbers(200));
  await add(quiet, [1, 2, 3]);
  await stage.start({ jobs: [noting] }, { queues: [{ name: "default", perProcess: 4 }] });
  await finished();
  const places = begun.flatMap(({ organizationId }, i) => (organizationId === quiet ? [i] : []));
  assert.ok(Math.max(...places) < 20, `the quiet one had turns ${places} of ${begun.length}`);
});

test("what is urgent is done first within its organization", async () => {
  const mine = organization();
  close();
  await add(mine, [1, 2, 3, 4], (thing) => ({ priority: thing === 4 ? 10 : 0 }));
  await stage.start({ jobs: [noting] }, { queues: [{ name: "default", perProcess: 1 }] });
  release();
  await finished();
  assert.deepEqual(
    begun.map(({ thing }) => thing),
    [4, 1, 2, 3],
  );
});

test("a queue has no more under way than it may, over all processes", async () => {
  close();
  await Promise.all([organization(), organization()].map((mine) => add(mine, numbers(10))));
  const queues = [{ name: "default", perProcess: 8, concurrency: 3 }];
  await Promise.all(numbers(3).map(() => stage.start({ jobs: [noting] }, { queues })));
  await until("three to be under way", () => most === 3);
  release();
  await finished();
  assert.equal(most, 3);
});

test("a queue begins no more within a minute than it may", async () => {
  await add(organization(), numbers(10));
  const queues = [{ name: "default", perProcess: 8, perMinute: 4 }];
  await stage.start({ jobs: [noting] }, { queues });
  await until("four to be done", async () => (await stage.rows("state = 'done'")).length === 4);
  await execute(
    stage.adminUrl,
    "update plinth.job_queues set window_started_at = now() - interval '2 minutes'",
  );
  await until("four more", async () => (await stage.rows("state = 'done'")).length === 8);
  assert.equal((await stage.rows("state = 'ready'")).length, 2);
});

const destination = (organizationId: string, id: string, columns: string, values: string) =>
  execute(
    stage.adminUrl,
    `insert into plinth.destinations (organization_id, id, kind, ${columns}) values ('${organizationId}', '${id}', 'thing', ${values})`,
  );

test("a destination has no more under way than it takes; the others of the organization do not wait for it", async () => {
  const [mine, slow] = [organization(), uuidv7()];
  await destination(mine, slow, "concurrency", "2");
  close();
  await add(mine, numbers(6), () => ({ destination: slow }));
  await add(mine, [7, 8]);
  await stage.start({ jobs: [noting] });
  await until("two of it and two others", () => begun.length === 4);
  assert.deepEqual(begun.map(({ thing }) => thing).sort(), [1, 2, 7, 8]);
  release();
  await finished();
  assert.equal(begun.length, 8);
});

test("one that is paused is left alone until it is not, and one whose breaker is open but for a probe when its time has come", async () => {
  const [mine, paused, broken] = [organization(), uuidv7(), uuidv7()];
  await destination(mine, paused, "paused_at", "now()");
  await destination(mine, broken, "breaker, opened_at, retry_at", "'open', now(), now() + interval '1 hour'");
  await add(mine, [1, 2], () => ({ destination: paused }));
  await add(mine, [3, 4, 5], () => ({ destination: broken }));
  await add(mine, [6]);
  await stage.start({ jobs: [noting] });
  await until("the one that is free", () => begun.some(({ thing }) => thing === 6));
  assert.deepEqual(
    begun.map(({ thing }) => thing),
    [6],
  );
  close();
  await execute(stage.adminUrl, `update plinth.destinations set retry_at = now() where id = '${broken}'`);
  await until("the probe", () => begun.length === 2);
  await execute(stage.adminUrl, `update plinth.destinations set paused_at = null where id = '${paused}'`);
  await until("those of the other", () => begun.length === 4);
  assert.deepEqual(begun.map(({ thing }) => thing).sort(), [1, 2, 3, 6]);
  await execute(
    stage.adminUrl,
    `update plinth.destinations set breaker = 'closed', opened_at = null, retry_at = null where id = '${broken}'`,
  );
  release();
  await finished();
  assert.equal(begun.length, 6);
});

test("a destination is called no more often within a minute than it takes", async () => {
  const [mine, counted] = [organization(), uuidv7()];
  await destination(mine, counted, "per_minute", "3");
  await add(mine, numbers(8), () => ({ destination: counted }));
  await stage.start({ jobs: [noting] });
  await until("three to be done", async () => (await stage.rows("state = 'done'")).length === 3);
  await execute(
    stage.adminUrl,
    "update plinth.job_lanes set window_started_at = now() - interval '2 minutes'",
  );
  await until("three more", async () => (await stage.rows("state = 'done'")).length === 6);
});
