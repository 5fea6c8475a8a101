/** A verb's own connection: what it leaves behind, what it does not pretend, and how far it sees. */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import pg from "pg";
import { execute } from "#harness/execute";
import { createContext } from "#platform/access";
import { OutcomeUnknown, sql, type Tx } from "#platform/db";
import { inTransaction } from "../../src/platform/db/transaction.ts";
import { contextOf, rowsEach, type Seen, twoTenants } from "./two-tenants.fixture.ts";

const { urls, database, own, other } = await twoTenants();

describe("a transaction on a pooled connection", () => {
  const pool = new pg.Pool({ connectionString: urls.appUrl, max: 1, pipeline: true } as pg.PoolConfig);
  pool.on("error", () => {});
  pool.on("connect", (client) => void client.on("error", () => {}));
  after(() => pool.end());
  const rename = sql`update customers set name = 'Renamed' where name = 'Customer 1'`;
  const renamed = async () => {
    const rows = await execute(urls.adminUrl, "select from customers where name = 'Renamed'");
    return rows.length;
  };
  const expectNoContext = async () => {
    const client = await pool.connect();
    for (const question of ["select plinth.organization()", "select from customers", "select plinth.actor()"])
      await assert.rejects(client.query(question), { code: "PL001" }, question);
    client.release();
  };
  const look = (tx: Tx) => tx.query<Seen>(sql`select distinct organization_id from customers`);

  test("leaves no context behind for the next user: after commit, rollback, dry run and failure", async () => {
    const seen = await inTransaction(pool, contextOf(own), look);
    assert.deepEqual(seen, [{ organization_id: own }]);
    await expectNoContext();
    await assert.rejects(
      inTransaction(pool, contextOf(own), () => Promise.reject(new Error("no"))),
      /no/,
    );
    await expectNoContext();
    await inTransaction(pool, contextOf(own), look, { rollback: true });
    await expectNoContext();
    await assert.rejects(
      inTransaction(pool, contextOf(own), (tx) => tx.query(sql`select 1 / 0`)),
      { code: "22012" },
    );
    await expectNoContext();
    await assert.rejects(inTransaction(pool, contextOf("no uuid"), look), { code: "22P02" });
    await expectNoContext();
    assert.equal(pool.totalCount, 1);
    assert.deepEqual(await inTransaction(pool, contextOf(other), look), [{ organization_id: other }]);
  });

  test("that swallowed a failure is not committed in silence", async () => {
    const swallowing = inTransaction(pool, contextOf(own), async (tx) => {
      await tx.query(rename);
      await tx.query(sql`select 1 / 0`).catch(() => {});
    });
    await assert.rejects(swallowing, { code: "22012" });
    assert.equal(await renamed(), 0);
    await expectNoContext();
  });

  test("fails at commit when what was sent without waiting has failed", async () => {
    const late = inTransaction(pool, contextOf(own), async (tx) => {
      await tx.query(rename);
      tx.later(sql`select 1 / 0`);
    });
    await assert.rejects(late, { code: "22012" });
    assert.equal(await renamed(), 0);
  });

  test("after a failure tells the first cause, and the connection's statements still work", async () => {
    const never = sql`select organization_id from customers where 3 = 3 limit 1`;
    const cause = inTransaction(pool, contextOf(own), async (tx) => {
      tx.later(sql`select 1 / 0`);
      tx.later(never); // its first use, in a transaction that has failed
      return await tx.query(never);
    });
    await assert.rejects(cause, { code: "22012" });
    const [row] = await inTransaction(pool, contextOf(other), (tx) => tx.query<Seen>(never));
    assert.equal(row?.organization_id, other);
    assert.equal(pool.totalCount, 1);
  });

  test("of a dry run changes nothing and still checks the deferred constraints", async () => {
    await inTransaction(pool, contextOf(own), (tx) => tx.query(rename), { rollback: true });
    assert.equal(await renamed(), 0);

    const unique =
      "alter table customers add constraint once unique (organization_id, tax_id) deferrable initially deferred";
    await execute(urls.adminUrl, unique);
    const doubled = (tx: Tx) => tx.query(sql`update customers set tax_id = 'the same'`);
    await assert.rejects(inTransaction(pool, contextOf(own), doubled, { rollback: true }), { code: "23505" });
    await assert.rejects(inTransaction(pool, contextOf(own), doubled), { code: "23505" });
    await execute(urls.adminUrl, "alter table customers drop constraint once");
  });

  test("whose connection dies has an unknown outcome at commit, and neither pool nor process ends", async () => {
    const uncaught: unknown[] = [];
    const notice = (error: unknown) => uncaught.push(error);
    process.on("uncaughtException", notice);
    for (const deed of ["commit", "statement", "sleep"]) {
      const dying = database.transaction(contextOf(own), async (tx) => {
        await tx.query(rename);
        const [backend] = await tx.query<{ pid: number }>(sql`select pg_backend_pid() as pid`);
        const asleep = deed === "sleep" ? tx.query(sql`select pg_sleep(10)`) : Promise.resolve([]);
        await Promise.allSettled([
          asleep,
          execute(urls.adminUrl, "select pg_terminate_backend($1, 5000)", [backend?.pid]),
        ]);
        if (deed !== "commit") await tx.query(sql`select 1`);
      });
      await assert.rejects(dying, deed === "commit" ? OutcomeUnknown : /connection|terminat/i, deed);
      assert.equal(await renamed(), 0);
      assert.deepEqual(await database.transaction(contextOf(other), look), [{ organization_id: other }]);
    }
    await new Promise(setImmediate);
    process.off("uncaughtException", notice);
    assert.deepEqual(uncaught, []);
  });
});

describe("beyond its scope", () => {
  const count = async (tx: Tx) => (await tx.query(sql`select id from customers`)).length;

  test("a deed sees the whole organization for as long as it says, also when that fails", async () => {
    const [customer] = await execute(urls.adminUrl, "select id from customers where organization_id = $1", [
      own,
    ]);
    const scoped = { ...contextOf(own), scope: [String(customer?.id)] };
    await database.transaction(scoped, async (tx) => {
      assert.equal(await count(tx), 1);
      assert.equal(await tx.beyondScope(() => count(tx)), rowsEach);
      assert.equal(await count(tx), 1);
      await assert.rejects(
        tx.beyondScope(() => Promise.reject(new Error("no stock"))),
        /no stock/,
      );
      assert.equal(await count(tx), 1, "the scope did not come back");
      const inside = await tx.beyondScope(async () => [
        await tx.beyondScope(() => count(tx)),
        await count(tx),
      ]);
      assert.deepEqual(inside, [rowsEach, rowsEach]);
      assert.equal(await count(tx), 1);
    });
  });

  test("it never leaves the organization", async () => {
    const [customer] = await execute(urls.adminUrl, "select id from customers where organization_id = $1", [
      other,
    ]);
    const scoped = { ...contextOf(own), scope: [String(customer?.id)] };
    await database.transaction(scoped, async (tx) => {
      assert.equal(await count(tx), 0);
      const seen = await tx.beyondScope(() =>
        tx.query<Seen>(sql`select distinct organization_id from customers`),
      );
      assert.deepEqual(seen, [{ organization_id: own }]);
    });
  });

  test("an empty scope is refused before it can mean everything", async () => {
    assert.throws(() => createContext({ ...contextOf(own), scope: [] }), /empty/);
    await assert.rejects(database.transaction({ ...contextOf(own), scope: [] }, count), { code: "PL001" });
  });
});
