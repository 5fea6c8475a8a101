/**
 * Ways in which one tenant's rows reached another while this was being built, kept as tests of what replaced them.
 * The questions here name no organization: only the context that travels with them may decide.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import pg from "pg";
import { execute } from "#harness/execute";
import { until } from "#harness/until";
import type { Context } from "#platform/access";
import { isConnectionLoss, Statement, sql } from "#platform/db";
import { contextOf, type Seen, twoTenants } from "./two-tenants.fixture.ts";

const { urls, database, own, other } = await twoTenants();
const organizations = [own, other] as const;
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
