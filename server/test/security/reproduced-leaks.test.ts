/**
 * Ways in which one tenant's rows reached another while this was being built, kept as tests of what replaced them.
 * The questions here name no organization: only the context that travels with them may decide.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, describe, test } from "node:test";
import pg from "pg";
import { execute } from "#harness/execute";
import { testDatabase } from "#harness/postgres";
import { until } from "#harness/until";
import { type Context, createContext } from "#platform/access";
import { createDatabase, isConnectionLoss, OutcomeUnknown, Statement, sql, type Tx } from "#platform/db";
import { inTransaction } from "../../src/platform/db/transaction.ts";

const rowsEach = 40;
const urls = await testDatabase();
const database = await createDatabase(urls);
after(async () => {
  await database.end();
  await urls.drop();
});
const organizations = [randomUUID(), randomUUID()] as const;
const [own, other] = organizations;
for (const id of organizations) {
  await execute(
    urls.adminUrl,
    `with made as (insert into organizations (id, name) values ('${id}', 'Somebody') returning id)
     insert into customers (organization_id, name, country, currency)
     select id, 'Customer ' || n, 'DE', 'EUR' from made, generate_series(1, ${rowsEach}) n`,
  );
}

type Seen = { organization_id: string };
const everyRow = sql`select organization_id from customers order by id limit 3`;
const unnamed = new Statement("select organization_id from customers order by id desc limit 3", []);

describe("reads of many tenants over few connections", () => {
  test("20,000 interleaved with failing ones show nobody another's row", async () => {
    const { wrong, served } = await interleaved(20_000, (context, statement) =>
      database.read(context, statement),
    );
    assert.equal(wrong, 0);
    assert.ok(served > 18_000, `only ${served} were answered at all`);
  });

  test("the same look sees what a context of the session would have shown", async () => {
    const shared = new pg.Client({ connectionString: urls.appUrl, pipeline: true } as pg.ClientConfig);
    await shared.connect();
    const careless = async (context: Context, statement: Statement): Promise<Seen[]> => {
      const { organizationId, scope } = context;
      await shared.query(
        "select set_config('plinth.organization', $1, false), set_config('plinth.scope', $2, false)",
        [organizationId, scope],
      );
      return (await shared.query<Seen>(statement as pg.QueryConfig)).rows;
    };
    const { wrong } = await interleaved(500, careless);
    await shared.end();
    assert.ok(wrong > 0, "the look sees nothing");
  });

  test("a context that cannot be read fails alone, also at the very first use of a statement", async () => {
    for (let turn = 0; turn < 4; turn++) {
      const fresh = sql`select organization_id from customers where name <> ${"nobody"} limit 1`;
      const named = new Statement(fresh.text, fresh.values, `first_use_${turn}`);
      for (const broken of [
        { organizationId: "no uuid" },
        { scope: ["no uuid"] },
        { scope: [] as string[] },
      ]) {
        await assert.rejects(database.read({ ...contextOf(own), ...broken }, named));
      }
      for (const organization of [own, other, own, other])
        assert.deepEqual(await database.read<Seen>(contextOf(organization), named), [
          { organization_id: organization },
        ]);
    }
  });

  test("a statement that fails poisons neither its connection nor its name", async () => {
    const faulty = (divisor: number) =>
      new Statement("select organization_id, 1 / $1::int as one from customers limit 1", [divisor], "faulty");
    for (let turn = 0; turn < 6; turn++) {
      await assert.rejects(database.read(contextOf(own), faulty(0)), { code: "22012" });
      const [row] = await database.read<Seen>(contextOf(other), faulty(1));
      assert.equal(row?.organization_id, other);
    }
    await assert.rejects(
      database.read(contextOf(own), new Statement("select no_such_column", [], "unparsable")),
    );
    await assert.rejects(
      database.read(contextOf(own), new Statement("select no_such_column", [], "unparsable")),
      {
        code: "42703",
      },
    );
  });

  test("a prepared statement is forgotten under load and prepared again, with no read lost", async () => {
    const statement = new Statement(
      "select organization_id from customers where 7 = 7 limit 3",
      [],
      "forgotten",
    );
    const reads = Array.from({ length: 3_000 }, async (_, i) => {
      if (i % 10 === 0) await new Promise(setImmediate);
      if (i % 25 === 0) database.forget("forgotten");
      const organization = i % 2 === 0 ? own : other;
      const rows = await database.read<Seen>(contextOf(organization), statement);
      return rows.length === 3 && rows.every(({ organization_id }) => organization_id === organization);
    });
    assert.deepEqual(
      (await Promise.all(reads)).filter((right) => !right),
      [],
    );
  });

  test("connections that die under load show nobody another's row, and are replaced", async () => {
    const reads = Array.from({ length: 400 }, async (_, i) => {
      if (i === 200) await terminate("plinth read");
      const organization = i % 2 === 0 ? own : other;
      const rows = await database.read<Seen>(contextOf(organization), everyRow).catch((error: unknown) => {
        // a read is tried twice; when both connections die at once that is 503
        assert.ok(isConnectionLoss(error), String(error));
        return [];
      });
      return rows.every(({ organization_id }) => organization_id === organization);
    });
    assert.ok((await Promise.all(reads)).every(Boolean));
    await until("the reader to have new connections", async () => {
      const rows = await Promise.all([1, 2, 3, 4].map(() => database.read(contextOf(own), everyRow)));
      return rows.every(({ length }) => length === 3);
    });
  });
});

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

function contextOf(organizationId: string): Context {
  return createContext({
    organizationId,
    actor: { kind: "member", id: organizationId, name: "A test" },
    permissions: new Set(),
    scope: "all",
    requestId: "leaks",
    door: "test",
  });
}

/** Many reads at a time for either organization, among them some that fail in every way. */
async function interleaved(
  count: number,
  read: (context: Context, statement: Statement) => Promise<Seen[]>,
): Promise<{ wrong: number; served: number }> {
  const found = { wrong: 0, served: 0 };
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < count; i = next++) {
      const organization = organizations[(i * 7) % 3 === 0 ? 0 : 1];
      const context = contextOf(organization);
      if (i % 53 === 0) await read(context, sql`select 1 / 0 as organization_id`).catch(() => {});
      if (i % 97 === 0) await read({ ...context, organizationId: "broken" }, everyRow).catch(() => {});
      const rows = await read(context, i % 5 === 0 ? unnamed : everyRow).catch(() => []);
      if (rows.length === 3) found.served++;
      if (rows.some(({ organization_id }) => organization_id !== organization)) found.wrong++;
    }
  };
  await Promise.all(Array.from({ length: 64 }, worker));
  return found;
}

async function terminate(application: string): Promise<void> {
  const ended = await execute(
    urls.adminUrl,
    "select pid, pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and datname = $2",
    [application, urls.name],
  );
  await until("the connections to end", async () => {
    const left = await execute(urls.adminUrl, "select from pg_stat_activity where pid = any ($1)", [
      ended.map(({ pid }) => pid),
    ]);
    return left.length === 0;
  });
}
