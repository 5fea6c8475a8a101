import assert from "node:assert/strict";
import { test } from "node:test";
import Type from "typebox";
import { createContext } from "#platform/access";
import { OutcomeUnknown } from "#platform/db";
import { Problem } from "#platform/errors";
import type { Outcome } from "./call.ts";
import { type Action, defineAction } from "./define-action.ts";
import { createLanes } from "./lanes.ts";
import type { OrganizationCall } from "./run-calls.ts";

const make = defineAction({
  name: "things.make",
  door: "POST /v1/things",
  permission: "things:make",
  allows: "Make things for the test.",
  describe: "Makes a thing for the test.",
  input: Type.Object({}),
  many: async (_, __, wishes) => wishes.map(({ id }) => id),
});
const other: Action = { ...make, name: "things.mend" };
const organization = "0199f3c2-7d1e-7a30-9b5f-000000000001";
const actors = ["0199f3c2-7d1e-7a30-9b5f-00000000000a", "0199f3c2-7d1e-7a30-9b5f-00000000000b"];

function call(
  name: string,
  wish: { key?: string; organization?: string; actor?: number; scope?: string[] } = {},
): OrganizationCall {
  const id = actors[wish.actor ?? 0] ?? "";
  return {
    context: createContext({
      organizationId: wish.organization ?? organization,
      actor: { kind: "api_key", id, name: "test" },
      permissions: new Set(["things:make"]),
      requestId: name,
      door: "test",
      scope: wish.scope ?? "all",
    }),
    inputs: [{ given: {}, id: name }],
    batch: false,
    dryRun: false,
    claim: wish.key === undefined ? undefined : { key: wish.key, fingerprint: wish.key },
  };
}

const nameOf = ({ inputs }: OrganizationCall) => inputs[0]?.id ?? "";
const done = (calls: OrganizationCall[]): Outcome[] =>
  calls.map((one) => ({
    answer: { status: 201, body: nameOf(one), location: null, etag: null, replayed: false },
  }));
const bodyOf = (outcome: Outcome) => ("answer" in outcome ? outcome.answer.body : outcome.refused.kind.code);

type Batch = {
  names: string[];
  lockTimeoutMs: number | undefined;
  finish(): void;
  fail(error: unknown): void;
};

/** Lanes whose batches end when the test says so; `next` answers them in the sequence of their beginning. */
function watched() {
  const begun: Batch[] = [];
  const waiting: ((batch: Batch) => void)[] = [];
  const lanes = createLanes((_, calls, { lockTimeoutMs }) => {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome[]>();
    const batch = {
      names: calls.map(nameOf),
      lockTimeoutMs,
      finish: () => resolve(done(calls)),
      fail: reject,
    };
    const taker = waiting.shift();
    if (taker === undefined) begun.push(batch);
    else taker(batch);
    return promise;
  });
  const next = async (): Promise<Batch> => {
    const batch = begun.shift();
    return batch ?? (await new Promise((resolve) => waiting.push(resolve)));
  };
  return { lanes, next, idle: () => begun.length === 0 };
}

const fault = (code: string) => Object.assign(new Error(code), { code });
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("what is asked in one turn is one batch, in the sequence of asking; each gets its own answer", async () => {
  const { lanes, next } = watched();
  const asked = ["a", "b", "c"].map((name) => lanes.do(make, call(name)));
  const batch = await next();
  assert.deepEqual(batch.names, ["a", "b", "c"]);
  batch.finish();
  assert.deepEqual((await Promise.all(asked)).map(bodyOf), ["a", "b", "c"]);
});

test("one batch at a time: what arrives meanwhile is the next, and no batch has more than 32", async () => {
  const { lanes, next, idle } = watched();
  const first = lanes.do(make, call("first"));
  const running = await next();
  const later = Array.from({ length: 40 }, (_, i) => lanes.do(make, call(`later ${i}`)));
  await turn();
  assert.ok(idle(), "a second batch began while the first was running");
  running.finish();
  await first;
  const second = await next();
  assert.deepEqual(
    second.names,
    Array.from({ length: 32 }, (_, i) => `later ${i}`),
  );
  second.finish();
  const third = await next();
  assert.deepEqual(
    third.names,
    Array.from({ length: 8 }, (_, i) => `later ${i + 32}`),
  );
  third.finish();
  await Promise.all(later);
});

test("organizations, verbs and scoped actors have lanes of their own; unscoped actors share one", async () => {
  const { lanes, next } = watched();
  const scope = ["0199f3c2-7d1e-7a30-9b5f-0000000000ff"];
  const asked = [
    lanes.do(make, call("ours")),
    lanes.do(make, call("colleague", { actor: 1 })),
    lanes.do(make, call("theirs", { organization: "0199f3c2-7d1e-7a30-9b5f-000000000002" })),
    lanes.do(other, call("other verb")),
    lanes.do(make, call("buyer", { scope })),
    lanes.do(make, call("other buyer", { scope, actor: 1 })),
  ];
  const names: string[][] = [];
  for (const _ of asked.slice(1)) {
    const batch = await next();
    names.push(batch.names);
    batch.finish();
  }
  assert.deepEqual(names, [["ours", "colleague"], ["theirs"], ["other verb"], ["buyer"], ["other buyer"]]);
  await Promise.all(asked);
});

test("at most four batches run at once; what waits for its turn grows into the next one", async () => {
  const { lanes, next } = watched();
  const lane = (n: number) => ({ organization: `0199f3c2-7d1e-7a30-9b5f-00000000000${n}` });
  const first = [1, 2, 3, 4].map((n) => lanes.do(make, call(`first ${n}`, lane(n))));
  const running = await Promise.all(first.map(next));
  const early = lanes.do(make, call("early", lane(5)));
  const late = lanes.do(make, call("late", lane(5)));
  running[0]?.finish();
  const fifth = await next();
  assert.deepEqual(fifth.names, ["early", "late"]);
  for (const batch of [...running.slice(1), fifth]) batch.finish();
  await Promise.all([...first, early, late]);
});

test("two members with one key of one actor never share a batch; of two actors they may", async () => {
  const { lanes, next } = watched();
  const asked = [
    lanes.do(make, call("a", { key: "k" })),
    lanes.do(make, call("b", { key: "k" })),
    lanes.do(make, call("c", { key: "k", actor: 1 })),
    lanes.do(make, call("d", { key: "other" })),
    lanes.do(make, call("e", { key: "k" })),
  ];
  const seen: string[][] = [];
  for (let i = 0; i < 3; i++) {
    const batch = await next();
    seen.push(batch.names);
    batch.finish();
  }
  assert.deepEqual(seen, [["a", "c", "d"], ["b"], ["e"]]);
  await Promise.all(asked);
});

test("a batch that fails unexpectedly is done again one by one, and only the guilty are refused", async () => {
  const { lanes, next } = watched();
  const asked = Promise.allSettled(["a", "guilty", "c"].map((name) => lanes.do(make, call(name))));
  const batch = await next();
  batch.fail(new Error("unforeseen"));
  const alone = [await next(), await next(), await next()];
  assert.deepEqual(
    alone.map(({ names }) => names),
    [["a"], ["guilty"], ["c"]],
  );
  for (const one of alone) {
    if (one.names[0] === "guilty") one.fail(new Error("guilty"));
    else one.finish();
  }
  const [a, guilty, c] = await asked;
  assert.deepEqual([a?.status, guilty?.status, c?.status], ["fulfilled", "rejected", "fulfilled"]);
});

test("the lane goes on while members of its failed batch are done beside it, four at a time", async () => {
  const { lanes, next, idle } = watched();
  const asked = Array.from({ length: 6 }, (_, i) => lanes.do(make, call(`aside ${i}`)));
  (await next()).fail(fault("55P03"));
  const beside = [await next(), await next(), await next(), await next()];
  await turn();
  assert.ok(idle(), "more than four were done beside the lane at once");
  const later = lanes.do(make, call("later"));
  const batch = await next();
  assert.deepEqual(batch.names, ["later"]);
  batch.finish();
  assert.equal(bodyOf(await later), "later");
  for (const one of beside) one.finish();
  for (let i = 0; i < 2; i++) (await next()).finish();
  await Promise.all(asked);
});

test("one alone that fails is not tried again, unless it only waited too long for a stranger's lock", async () => {
  const { lanes, next } = watched();
  const alone = lanes.do(make, call("alone"));
  const refused = assert.rejects(alone, /unforeseen/);
  (await next()).fail(new Error("unforeseen"));
  await refused;

  const waited = lanes.do(make, call("waited"));
  const first = await next();
  assert.equal(first.lockTimeoutMs, 100);
  first.fail(fault("55P03"));
  const again = await next();
  assert.equal(again.lockTimeoutMs, 20, "beside the lane it is patient for a moment only, again and again");
  assert.deepEqual(again.names, ["waited"]);
  again.finish();
  assert.equal(bodyOf(await waited), "waited");
});

for (const [words, error] of [
  ["a commit of unknown outcome", new OutcomeUnknown("lost")],
  ["a lost connection", fault("57P01")],
] as const) {
  test(`after ${words} nothing is repeated blindly: every member is told`, async () => {
    const { lanes, next, idle } = watched();
    const asked = Promise.allSettled(["a", "b"].map((name) => lanes.do(make, call(name))));
    (await next()).fail(error);
    assert.deepEqual(
      (await asked).map((one) => one.status === "rejected" && one.reason === error),
      [true, true],
    );
    await turn();
    assert.ok(idle());
  });
}

test("503: what would wait behind two thousand is refused at once, and later there is room again", async () => {
  const { lanes, next } = watched();
  const asked = Array.from({ length: 2_000 }, (_, i) => lanes.do(make, call(`${i}`)));
  await assert.rejects(lanes.do(make, call("too many")), (error: unknown) => {
    assert.ok(error instanceof Problem);
    assert.deepEqual([error.kind.code, error.headers["retry-after"]], ["overloaded", "1"]);
    return true;
  });
  const batch = await next();
  const more = lanes.do(make, call("room"));
  batch.finish();
  for (let at = 32; at < 2_001; at += 32) (await next()).finish();
  await Promise.all([...asked, more]);
});
