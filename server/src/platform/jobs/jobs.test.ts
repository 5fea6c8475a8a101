/** Jobs: done once with their effect, tried again, given up, in order, in turn, and taken over. */
import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import Type from "typebox";
import { execute } from "#harness/execute";
import { testDatabase } from "#harness/postgres";
import { until } from "#harness/until";
import { sql } from "#platform/db";
import { defineJob } from "./define-job.ts";
import { JobFailed, TryLater } from "./ends.ts";
import { jobStage, organization } from "./jobs.fixture.ts";

const stage = await jobStage(await testDatabase(), execute);
afterEach(stage.clear);
after(stage.end);

const one = Type.Object({ thing: Type.Integer() }, { additionalProperties: false });
const retry = { firstMs: 5, mostMs: 20 };

const counting = defineJob({
  name: "thing.count",
  describe: "Counts what it was given, once.",
  input: one,
  retry: { ...retry, attempts: 3 },
  async run(context, tx, { thing }) {
    await tx.query(sql`
      insert into plinth.counters as c (organization_id, series, last) values (${context.organizationId}, 'things', ${thing})
      on conflict (organization_id, series) do update set last = c.last + excluded.last`);
    if (failures > 0) {
      failures--;
      throw new JobFailed("not_today", "It does not work today.");
    }
  },
});
let failures = 0;

async function counted(organizationId: string): Promise<number> {
  const [row] = await stage.deed(organizationId, (tx) =>
    tx.query<{ last: number }>(
      sql`select last from plinth.counters where organization_id = ${organizationId} and series = 'things'`,
    ),
  );
  return row?.last ?? 0;
}

test("a job that a deed added is done once, with its effect, also by two processes", async () => {
  const mine = organization();
  await Promise.all([stage.start({ jobs: [counting] }), stage.start({ jobs: [counting] })]);
  await stage.deed(mine, async (tx) => {
    for (let thing = 1; thing <= 100; thing++) counting.enqueue(tx, { thing });
  });
  await until("all to be done", async () => (await stage.rows("state <> 'done'")).length === 0);
  assert.equal(await counted(mine), 5_050);
  assert.ok((await stage.rows()).every(({ attempts }) => attempts === 1));
});

test("a deed that fails added no job", async () => {
  const deed = stage.deed(organization(), async (tx) => {
    counting.enqueue(tx, { thing: 1 });
    throw new Error("no");
  });
  await assert.rejects(deed, /no/);
  assert.deepEqual(await stage.rows(), []);
});

test("an attempt that fails leaves no effect and is made again; every error is kept", async () => {
  const mine = organization();
  failures = 2;
  await stage.deed(mine, async (tx) => counting.enqueue(tx, { thing: 7 }));
  await stage.start({ jobs: [counting] });
  const [row] = await until("it to be done", async () => {
    const rows = await stage.rows("state = 'done'");
    return rows.length > 0 ? rows : undefined;
  });
  assert.deepEqual([row?.attempts, row?.error_code, await counted(mine)], [3, null, 7]);
  const errors = await stage.database.system(
    sql`select attempt, code, detail from plinth.job_errors order by attempt`,
  );
  assert.deepEqual(errors, [
    { attempt: 1, code: "not_today", detail: "It does not work today." },
    { attempt: 2, code: "not_today", detail: "It does not work today." },
  ]);
});

test("what is kept of an attempt that failed is told which one it was, whether it counted, and whether it was the last", async () => {
  const kept: unknown[] = [];
  const ends = [new TryLater(5, "not_yet", "It is early."), new JobFailed("not_today", "It does not work.")];
  const failing = defineJob({
    name: "thing.keep",
    describe: "Fails, and keeps how.",
    input: one,
    retry: { ...retry, attempts: 2 },
    async prepare() {
      throw ends.shift() ?? new Error("a bug");
    },
    async failed(tx, { thing }, { error: _error, at: _at, organizationId, ...attempt }) {
      const rows = await tx.query(
        sql`select error_code from plinth.jobs where organization_id = ${organizationId} and kind = 'thing.keep'`,
      );
      kept.push({ thing, ...attempt, detail: attempt.detail.length > 0, marked: rows[0]?.error_code });
    },
  });
  await stage.deed(organization(), async (tx) => failing.enqueue(tx, { thing: 3 }));
  await stage.start({ jobs: [failing] });
  await until("it to give up", async () => (await stage.rows("state = 'dead'")).length === 1);
  const told = (attempt: number, code: string, counted: boolean, gone: boolean) => ({
    ...{ thing: 3, attempt, counted, gone, code, detail: true, marked: code },
  });
  assert.deepEqual(kept, [
    told(1, "not_yet", false, false),
    told(1, "not_today", true, false),
    told(2, "unexpected", true, true),
  ]);
});
