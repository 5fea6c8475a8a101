/** What becomes of a verb of people: its trail, its record, its cookies, and how often each part of it runs. */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import Type from "typebox";
import { person, personContext, publicContext } from "#harness/contexts";
import { execute } from "#harness/execute";
import { testDatabase } from "#harness/postgres";
import { type AnyContext, createPersonContext } from "#platform/access";
import { createDatabase, sql } from "#platform/db";
import { invalidState, type Problem } from "#platform/errors";
import { createReads, createRegistry } from "#platform/resource";
import { createKeyRing } from "#platform/secrets";
import { uuidv7 } from "#platform/uuid";
import type { Call } from "./call.ts";
import {
  type Action,
  defineAction,
  definePersonalAction,
  definePublicAction,
  type Ending,
  refuse,
} from "./define-action.ts";
import { createExecutor } from "./execute.ts";
import type { Services } from "./services.ts";

const urls = await testDatabase();
const database = await createDatabase(urls);
after(async () => {
  await database.end();
  await urls.drop();
});
const keyRing = createKeyRing(["a secret of the tests, long enough to be one"]);
// the verbs of this file reach for nothing else
const services = { keyRing, lookUp: database.lookUp } as Services;
const told: string[] = [];
const executor = createExecutor({
  database,
  reads: createReads(database, createRegistry([])),
  services,
  committed: (by) => told.push(by),
  forgotten: async () => {},
});

const Input = Type.Object({ word: Type.Optional(Type.String()) }, { additionalProperties: false });
type Deed = Parameters<typeof definePersonalAction<typeof Input, unknown>>[0];
const words = {
  name: "mine.do",
  door: "POST /v1/mine",
  describe: "Does a thing for the test.",
  because: "it is declared for the test",
  input: Input,
} as const;
const personal = (deed: Partial<Deed> & Pick<Deed, "run">): Action =>
  definePersonalAction<typeof Input, unknown>({ ...words, ...deed });

const ada = person();
const asked = (wish: Partial<Call> = {}): Call => ({
  context: personContext(ada),
  inputs: [{ given: {}, id: "" }],
  batch: false,
  dryRun: false,
  claim: undefined,
  ...wish,
});
let requests = 0;
const request = () => `request-${++requests}`;

/** The human's trail of one request. */
async function trail(requestId: string) {
  return await execute(
    urls.adminUrl,
    `select user_id, actor, action, outcome, subject_id, door, user_agent from plinth.user_audit_entries
      where request_id = $1 order by id`,
    [requestId],
  );
}

const done = async (): Promise<Ending> => ({ answer: { ok: true } });
const because = "the moment has passed";

describe("the trail of a human", () => {
  const by = (requestId: string): AnyContext =>
    createPersonContext(ada, {
      requestId,
      door: "test",
      device: { userAgent: "A browser", cookie: () => undefined },
    });

  test("says what was done, from where, and whose it is", async () => {
    const [requestId, subject] = [request(), uuidv7()];
    const verb = personal({ run: async () => ({ answer: {}, id: subject }) });
    await executor.execute(verb, asked({ context: by(requestId) }));
    assert.deepEqual(await trail(requestId), [
      {
        user_id: ada.userId,
        actor: `user:${ada.userId}`,
        action: "mine.do",
        outcome: "done",
        subject_id: subject,
        door: "test",
        user_agent: "A browser",
      },
    ]);
  });

  test("keeps a refusal under its code, with what was written on the way", async () => {
    const requestId = request();
    const verb = personal({
      async run(_context, tx) {
        tx.later(
          sql`insert into plinth.user_revocations (user_id, subject_id) values (${ada.userId}, ${ada.userId})`,
        );
        return refuse(invalidState(because));
      },
    });
    await assert.rejects(executor.execute(verb, asked({ context: by(requestId) })), { message: because });
    assert.deepEqual(
      (await trail(requestId)).map(({ outcome }) => outcome),
      ["invalid_state"],
    );
    const kept = await execute(urls.adminUrl, "delete from plinth.user_revocations returning 1");
    assert.equal(kept.length, 1);
  });

  test("knows nothing of what was thrown: nothing happened", async () => {
    const requestId = request();
    const verb = personal({
      async run(_context, tx) {
        await tx.query(
          sql`insert into plinth.user_revocations (user_id, subject_id) values (${ada.userId}, ${ada.userId})`,
        );
        throw invalidState(because);
      },
    });
    await assert.rejects(executor.execute(verb, asked({ context: by(requestId) })), { message: because });
    assert.deepEqual(await trail(requestId), []);
    assert.deepEqual(await execute(urls.adminUrl, "select from plinth.user_revocations"), []);
  });

  test("keeps only refusals of a verb that says so", async () => {
    const [good, bad] = [request(), request()];
    const often = personal({
      trail: "refusals",
      run: async (_context, _tx, { word }) => (word === "no" ? refuse(invalidState(because)) : done()),
    });
    await executor.execute(often, asked({ context: by(good) }));
    assert.deepEqual(await trail(good), []);
    const refused = asked({ context: by(bad), inputs: [{ given: { word: "no" }, id: "" }] });
    await assert.rejects(executor.execute(often, refused), { message: because });
    assert.equal((await trail(bad)).length, 1);
  });

  test("begins, for whoever is not known yet, when they have become somebody", async () => {
    const verb = (becomes: boolean) =>
      definePublicAction({
        ...words,
        name: "all.do",
        async run(_context, tx) {
          if (becomes) tx.become(ada.userId);
          return { answer: {} };
        },
      });
    const [unknown, known] = [request(), request()];
    await executor.execute(verb(false), asked({ context: { ...publicContext(), requestId: unknown } }));
    assert.deepEqual(await trail(unknown), []);
    await executor.execute(verb(true), asked({ context: { ...publicContext(), requestId: known } }));
    assert.deepEqual(
      (await trail(known)).map(({ user_id, outcome }) => [user_id, outcome]),
      [[ada.userId, "done"]],
    );
  });
});

describe("a request that comes again under its key", () => {
  const claim = { key: "again", fingerprint: "one wish" };
  let times = 0;
  const counted = personal({ idempotent: true, run: async () => ({ answer: { times: ++times } }) });

  test("is answered word for word, and done once", async () => {
    const first = await executor.execute(counted, asked({ claim }));
    const again = await executor.execute(counted, asked({ claim }));
    assert.deepEqual([first.body, first.replayed], ['{"times":1}', false]);
    assert.deepEqual([again.body, again.replayed, again.status], ['{"times":1}', true, first.status]);
    assert.equal(times, 1);
  });

  test("is refused when it is another request, and free for another human", async () => {
    const other = { ...claim, fingerprint: "another wish" };
    await assert.rejects(
      executor.execute(counted, asked({ claim: other })),
      (problem: Problem) => problem.kind.code === "idempotency_key_reused",
    );
    const theirs = await executor.execute(counted, asked({ context: personContext(), claim }));
    assert.equal(theirs.replayed, false);
  });

  test("keeps its answer sealed, and nothing at all where the verb does not say that it may be repeated", async () => {
    const secret = "a-word-that-is-shown-once";
    const showing = async (): Promise<Ending> => ({ answer: { secret } });
    const sealed = { key: "sealed", fingerprint: "x" };
    await executor.execute(personal({ idempotent: true, run: showing }), asked({ claim: sealed }));
    await executor.execute(personal({ run: showing }), asked({ claim: { key: "unkept", fingerprint: "x" } }));
    const kept = await execute(
      urls.adminUrl,
      "select key, sealed, body from plinth.user_idempotency_records where key in ('sealed', 'unkept')",
    );
    assert.deepEqual(
      kept.map((row) => [row.key, row.sealed]),
      [["sealed", true]],
    );
    assert.ok(!String(kept[0]?.body).includes(secret));
  });

  test("of whoever is not known yet is never kept", async () => {
    const verb: Action = {
      ...definePublicAction({
        ...words,
        name: "all.do",
        async run(_context, tx) {
          tx.become(ada.userId);
          return { answer: {} };
        },
      }),
      idempotent: true,
    };
    const wish = { context: publicContext(), claim: { key: "nobodys", fingerprint: "x" } };
    await executor.execute(verb, asked(wish));
    const kept = "select from plinth.user_idempotency_records where key = 'nobodys'";
    assert.deepEqual(await execute(urls.adminUrl, kept), []);
  });
});

describe("a deed that lost against a rival", () => {
  test("is done again, prepared once", async () => {
    const counts = { prepared: 0, run: 0 };
    const verb = personal({
      prepare: async () => ++counts.prepared,
      async run(_context, tx, _input, prepared) {
        counts.run++;
        if (counts.run < 3)
          await tx.query(sql`do $$ begin raise exception 'a rival' using errcode = '40P01'; end $$`);
        return { answer: { prepared } };
      },
    });
    const requestId = request();
    const { body } = await executor.execute(verb, asked({ context: { ...personContext(ada), requestId } }));
    assert.deepEqual([counts, body], [{ prepared: 1, run: 3 }, '{"prepared":1}']);
    assert.equal((await trail(requestId)).length, 1);
  });
});

describe("an ending", () => {
  test("may be taken note of for later, and tell a browser what to keep", async () => {
    const cookies = [{ name: "session", value: "x", maxAgeSeconds: 60 }];
    const verb = personal({ status: 202, run: async () => ({ answer: { at: "work" }, cookies }) });
    const answer = await executor.execute(verb, asked());
    assert.deepEqual([answer.status, answer.body, answer.cookies], [202, '{"at":"work"}', cookies]);
    assert.equal(told.at(-1), "person");
  });

  test("of 204 has no body", async () => {
    const answer = await executor.execute(personal({ status: 204, run: done }), asked());
    assert.deepEqual([answer.status, answer.body, answer.cookies], [204, null, undefined]);
  });

  test("is none for a rehearsal: what proves who somebody is cannot be tried out", async () => {
    const never = personal({ run: () => assert.fail("it was run"), prepare: () => assert.fail("prepared") });
    await assert.rejects(
      executor.execute(never, asked({ dryRun: true })),
      (problem: Problem) => problem.kind.code === "dry_run_impossible",
    );
  });
});

test("a verb of people or of everybody says why it asks for no permission", () => {
  for (const define of [definePersonalAction, definePublicAction])
    assert.throws(() => define({ ...words, because: "", run: done }), /does not say why/);
});

test("only verbs of people reach for rows as the system: the compiler refuses it to those of an organization", () => {
  const ofOrganization = defineAction({
    name: "things.look",
    door: "POST /v1/things",
    describe: "Looks for the test.",
    permission: "things:look",
    allows: "Look, for the test.",
    input: Input,
    // @ts-expect-error an organization's verb that looked beyond the row policies would see every tenant
    prepare: async (_context, _input, { lookUp }) => lookUp,
    run: done,
  });
  const ofPeople = personal({ prepare: async (_context, _input, { lookUp }) => lookUp, run: done });
  assert.deepEqual([ofOrganization.audience, ofPeople.audience], ["organization", "person"]);
});
