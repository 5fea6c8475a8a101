/** A human's transaction: whose rows are within reach, before it is known who they are, at work, and afterwards. */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { organizationContext, person, personContext, publicContext } from "#harness/contexts";
import { execute } from "#harness/execute";
import { testDatabase } from "#harness/postgres";
import { uuidv7 } from "#platform/uuid";
import { createDatabase, type PersonTx, sql, type Tx } from "./index.ts";

const urls = await testDatabase();
// one connection for all: what a transaction leaves behind would be met by the next
const database = await createDatabase({ ...urls, connections: 1 });
after(async () => {
  await database.end();
  await urls.drop();
});

const [ada, bob] = [person(), person()];
const [organization, another] = [uuidv7(), uuidv7()];
const everybody = "insert into plinth.user_revocations (user_id, subject_id) values ($1, $1), ($2, $2)";
await execute(urls.adminUrl, everybody, [ada.userId, bob.userId]);
const counters =
  "insert into plinth.counters (organization_id, series, last) values ($1, 'A', 1), ($2, 'A', 2)";
await execute(urls.adminUrl, counters, [organization, another]);

type Reader = Pick<Tx, "query">;
/** Whose rows are seen; nothing in the statement says whose they should be. */
const humansSeen = async (tx: Reader) =>
  (await tx.query<{ user_id: string }>(sql`select user_id from plinth.user_revocations`)).map(
    ({ user_id }) => user_id,
  );
const organizationsSeen = async (tx: Reader) =>
  (await tx.query<{ organization_id: string }>(sql`select organization_id from plinth.counters`)).map(
    ({ organization_id }) => organization_id,
  );
const actorIn = async (tx: Reader) =>
  (await tx.query<{ actor: string }>(sql`select plinth.actor() as actor`))[0]?.actor;
const asPerson = <T>(work: (tx: PersonTx) => Promise<T>) => database.transaction(personContext(ada), work);
const asNobody = <T>(work: (tx: PersonTx) => Promise<T>) => database.transaction(publicContext(), work);

describe("a human for themselves", () => {
  test("reaches their own rows and nobody else's", async () => {
    await asPerson(async (tx) => {
      assert.equal(tx.userId, ada.userId);
      assert.deepEqual(await humansSeen(tx), [ada.userId]);
      const touched = await tx.query(
        sql`update plinth.user_idempotency_records set key = 'taken' where user_id = ${bob.userId} returning 1`,
      );
      assert.deepEqual(touched, []);
    });
    const theirs = sql`insert into plinth.user_revocations (user_id, subject_id) values (${bob.userId}, ${bob.userId})`;
    await assert.rejects(
      asPerson((tx) => tx.query(theirs)),
      { code: "42501" },
    );
  });

  test("reaches nothing of any organization: PL001", async () => {
    await assert.rejects(asPerson(organizationsSeen), { code: "PL001" });
  });

  test("becomes nobody else", async () => {
    await assert.rejects(
      asPerson(async (tx) => tx.become(bob.userId)),
      /becomes nobody else/,
    );
    await assert.rejects(
      asPerson(async (tx) => tx.become(ada.userId)),
      /becomes nobody else/,
    );
  });

  test("leaves no context behind for the next on the connection", async () => {
    await asPerson(humansSeen);
    assert.deepEqual(await database.transaction(personContext(bob), humansSeen), [bob.userId]);
    assert.deepEqual(await asNobody(humansSeen), []);
    assert.deepEqual(await database.transaction(organizationContext(another), organizationsSeen), [another]);
  });
});

describe("whoever is not known yet", () => {
  test("sees nobody's rows, and adds none to anybody's", async () => {
    await asNobody(async (tx) => {
      assert.equal(tx.userId, undefined);
      assert.deepEqual(await humansSeen(tx), []);
    });
    const row = sql`insert into plinth.user_revocations (user_id, subject_id) values (${ada.userId}, ${ada.userId})`;
    await assert.rejects(
      asNobody((tx) => tx.query(row)),
      { code: "42501" },
    );
  });

  test("becomes the human whom they have proven to be, and reaches that one's rows alone", async () => {
    await asNobody(async (tx) => {
      tx.become(ada.userId);
      assert.equal(tx.userId, ada.userId);
      assert.equal(await actorIn(tx), `user:${ada.userId}`);
      assert.deepEqual(await humansSeen(tx), [ada.userId]);
    });
  });

  test("becomes one human in a deed: the same once more, and no other", async () => {
    await asNobody(async (tx) => {
      tx.become(ada.userId);
      tx.become(ada.userId);
      assert.throws(() => tx.become(bob.userId), /one deed proves one human/);
      assert.deepEqual([tx.userId, await humansSeen(tx)], [ada.userId, [ada.userId]]);
    });
  });

  test("acts for no organization before they have become somebody, then as that human", async () => {
    const actorThere = (tx: PersonTx) => tx.actFor(organization, actorIn);
    await assert.rejects(asNobody(actorThere), /not known acts for an organization/);
    await asNobody(async (tx) => {
      tx.become(ada.userId);
      assert.equal(await actorThere(tx), `member:${ada.userId}`);
      assert.deepEqual(await humansSeen(tx), [ada.userId]);
    });
  });
});

describe("a human who acts for an organization on the way", () => {
  test("is its member there, and reaches neither another organization's rows nor their own", async () => {
    await asPerson(async (tx) => {
      await tx.actFor(organization, async (inside) => {
        const { context } = inside;
        assert.equal(await actorIn(inside), `member:${ada.userId}`);
        assert.deepEqual(
          [context.organizationId, context.actor.kind, context.actor.id],
          [organization, "member", ada.userId],
        );
        assert.deepEqual([context.person, [...context.permissions], context.scope], [ada, [], "all"]);
        assert.deepEqual(await organizationsSeen(inside), [organization]);
        assert.deepEqual(await humansSeen(inside), []);
      });
    });
  });

  test("adds rows for that organization and for no other", async () => {
    const add = (to: string) => sql`
      insert into plinth.counters (organization_id, series, last) values (${to}, 'B', 1)`;
    await assert.rejects(
      asPerson((tx) => tx.actFor(organization, (inside) => inside.query(add(another)))),
      { code: "42501" },
    );
    await asPerson((tx) => tx.actFor(organization, (inside) => inside.query(add(organization))));
    const rows = await execute(
      urls.adminUrl,
      "select organization_id as id from plinth.counters where series = 'B'",
    );
    assert.deepEqual(rows, [{ id: organization }]);
  });

  test("comes back to themselves afterwards, and can act for another one then", async () => {
    await asPerson(async (tx) => {
      assert.equal(await tx.actFor(organization, async () => "done"), "done");
      assert.equal(await actorIn(tx), `user:${ada.userId}`);
      assert.deepEqual(await humansSeen(tx), [ada.userId]);
      assert.deepEqual(await tx.actFor(another, organizationsSeen), [another]);
      assert.deepEqual(await humansSeen(tx), [ada.userId]);
    });
    await assert.rejects(
      asPerson(async (tx) => {
        await tx.actFor(organization, organizationsSeen);
        await organizationsSeen(tx);
      }),
      { code: "PL001" },
      "the organization stayed in the context",
    );
  });

  test("comes back to themselves when the work for it throws", async () => {
    await asPerson(async (tx) => {
      await assert.rejects(
        tx.actFor(organization, () => Promise.reject(new Error("no room"))),
        /no room/,
      );
      assert.equal(await actorIn(tx), `user:${ada.userId}`);
      assert.deepEqual(await humansSeen(tx), [ada.userId]);
    });
  });

  test("has done nothing for it when the deed fails afterwards", async () => {
    const added = sql`insert into plinth.counters (organization_id, series, last) values (${organization}, 'C', 1)`;
    const failing = asPerson(async (tx) => {
      await tx.actFor(organization, (inside) => inside.query(added));
      throw new Error("after all not");
    });
    await assert.rejects(failing, /after all not/);
    assert.deepEqual(await execute(urls.adminUrl, "select from plinth.counters where series = 'C'"), []);
  });
});
