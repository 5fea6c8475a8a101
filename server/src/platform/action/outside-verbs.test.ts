/** Verbs with an effect outside: begun once, called under one key, gone on with wherever they were left. */
import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import Type from "typebox";
import { organizationContext } from "#harness/contexts";
import { execute } from "#harness/execute";
import { testDatabase } from "#harness/postgres";
import { definePermission } from "#platform/access";
import { createDatabase, sql } from "#platform/db";
import { invalidState, outsideUnavailable } from "#platform/errors";
import { createReads, createRegistry } from "#platform/resource";
import { createKeyRing } from "#platform/secrets";
import { uuidv7 } from "#platform/uuid";
import type { Call } from "./call.ts";
import { refuse } from "./define-action.ts";
import { defineOutsideAction } from "./define-outside.ts";
import { createExecutor } from "./execute.ts";
import { resumeIntent, resumeWith } from "./resume-intent.ts";
import type { Services } from "./services.ts";

const urls = await testDatabase();
const database = await createDatabase(urls);
after(async () => {
  await database.end();
  await urls.drop();
});
const keyRing = createKeyRing(["a secret of the tests, long enough to be one"]);
const read: Services["read"] = (context, statement) => database.read(context, statement);
const services = { keyRing, read, publicUrl: "http://localhost" } as Services; // no more is reached for here
const executor = createExecutor({
  database,
  reads: createReads(database, createRegistry([])),
  services,
  committed: () => {},
  forgotten: async () => {},
});

/** What the outside heard, and what it does next. */
const heard: string[] = [];
let outside: () => Promise<string> = async () => "paid";
beforeEach(() => {
  heard.length = 0;
  outside = async () => "paid";
});

definePermission("things:pay", "Pay for things.");
const pay = defineOutsideAction({
  name: "things.pay",
  door: "POST /v1/things",
  permission: "things:pay",
  describe: "Pays for a thing with somebody outside.",
  input: Type.Object({ amount: Type.Integer() }, { additionalProperties: false }),
  async intent(context, tx, { amount }) {
    if (amount < 0) return refuse(invalidState("Nothing is paid back here."));
    const id = uuidv7();
    await tx.query(sql`
      insert into plinth.counters (organization_id, series, last) values (${context.organizationId}, ${id}, 0)`);
    return { id, amount };
  },
  async call(_context, { id, amount }) {
    heard.push(`${id} ${amount}`);
    return await outside();
  },
  async outcome(context, tx, { amount }, { id }, said) {
    await tx.query(sql`
      update plinth.counters set last = ${amount} where organization_id = ${context.organizationId} and series = ${id}`);
    return { answer: { id, said }, id };
  },
});
resumeWith([pay]);

const organizationId = uuidv7();
const caller = organizationContext(organizationId, { permissions: new Set(["things:pay"]) });
const asked = (amount: number, key?: string, wish: Partial<Call> = {}): Call => ({
  context: { ...caller, requestId: uuidv7() },
  inputs: [{ given: { amount }, id: "" }],
  batch: false,
  dryRun: false,
  claim: key === undefined ? undefined : { key, fingerprint: `pay ${amount}` },
  ...wish,
});
const rows = (table: string) =>
  execute(urls.adminUrl, `select * from plinth.${table} where organization_id = $1`, [organizationId]);
const paid = async () => (await rows("counters")).map(({ last }) => Number(last)).sort((a, b) => a - b);
const unreachable = () => {
  throw Object.assign(new Error("away"), {
    code: "timeout",
    detail: "It did not answer.",
    retryable: true,
    retryAfterMs: 7_000,
  });
};
const code = (expected: string) => (error: { kind?: { code: string } }) => error.kind?.code === expected;

test("what was begun is done with what the outside said, and a repetition is answered the same", async () => {
  const first = await executor.execute(pay, asked(3, "a"));
  const { id } = JSON.parse(first.body ?? "");
  assert.deepEqual([first.status, first.body], [201, JSON.stringify({ id, said: "paid" })]);
  const again = await executor.execute(pay, asked(3, "a"));
  assert.deepEqual([again.replayed, again.body], [true, first.body]);
  assert.deepEqual(heard, [`${id} 3`]);
  assert.deepEqual(await paid(), [3]);
  const trail = await execute(
    urls.adminUrl,
    "select action, subject_id from plinth.audit_entries where organization_id = $1 order by id",
    [organizationId],
  );
  // once when it was begun, because the outside may do it from then on, and once with what came of it
  assert.deepEqual(trail, [
    { action: "things.pay", subject_id: id },
    { action: "things.pay", subject_id: id },
  ]);
});

test("503: an outside that does not answer leaves it begun; repeated, it goes on and begins nothing anew", async () => {
  assert.ok(pay.fails?.includes(outsideUnavailable), "the reference lists it for every such verb");
  outside = unreachable;
  await assert.rejects(
    executor.execute(pay, asked(5, "b")),
    (error: { kind?: { code: string }; retryAfterSeconds?: number }) => code("outside_unavailable")(error),
  );
  outside = async () => "paid late";
  const answer = await executor.execute(pay, asked(5, "b"));
  assert.equal(JSON.parse(answer.body ?? "").said, "paid late");
  assert.equal(heard.length, 2);
  assert.equal(heard[0], heard[1], "one object, asked for twice under one key");
  assert.deepEqual(await paid(), [3, 5]);
});

test("409: while somebody is at it nobody else is", async () => {
  const gate = Promise.withResolvers<string>();
  outside = () => gate.promise;
  const first = executor.execute(pay, asked(6, "c"));
  while (heard.length === 0) await new Promise(setImmediate);
  await assert.rejects(executor.execute(pay, asked(6, "c")), code("request_in_progress"));
  gate.resolve("paid");
  await first;
  assert.equal(heard.length, 1);
});

test("422: the key of what was begun is good for no other request", async () => {
  outside = unreachable;
  await assert.rejects(executor.execute(pay, asked(7, "d")));
  await assert.rejects(executor.execute(pay, asked(8, "d")), code("idempotency_key_reused"));
});

test("a refusal calls nobody, and so does a rehearsal, which leaves nothing", async () => {
  const before = await paid();
  await assert.rejects(executor.execute(pay, asked(-1, "e")), code("invalid_state"));
  const rehearsed = await executor.execute(pay, asked(9, "f", { dryRun: true }));
  assert.equal(rehearsed.status, 200);
  assert.deepEqual(heard, []);
  assert.deepEqual(await paid(), before);
});

test("what nobody came back for is finished by the job, and a late repetition is answered", async () => {
  outside = unreachable;
  await assert.rejects(executor.execute(pay, asked(11, "g")));
  const [job] = await execute(
    urls.adminUrl,
    "select payload, state from plinth.jobs where organization_id = $1 and kind = 'intent.resume' order by number desc limit 1",
    [organizationId],
  );
  assert.equal(job?.state, "scheduled");
  outside = async () => "paid by then";
  const input = resumeIntent.read(String(job?.payload));
  const signal = new AbortController().signal;
  const left = await resumeIntent.prepare?.(caller, input, { ...services, signal } as never);
  await database.transaction(
    caller,
    (tx) => resumeIntent.run?.(caller, tx, input, left) ?? Promise.resolve(),
  );
  assert.ok((await paid()).includes(11));
  const answer = await executor.execute(pay, asked(11, "g"));
  assert.equal(JSON.parse(answer.body ?? "").said, "paid by then");
  assert.equal(new Set(heard).size, 1);
  assert.deepEqual(
    (await paid()).filter((amount) => amount === 11),
    [11],
  );
});
