/** Guards the internals of `pg` that a query with its context stands on: a new version must pass here. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, describe, test } from "node:test";
import pg from "pg";
import { testDatabase } from "#harness/postgres";
import { ContextQuery, type ContextValues, setContext } from "./context-query.ts";
import { Statement } from "./sql.ts";

const database = await testDatabase();
const client = new pg.Client({ connectionString: database.appUrl, pipeline: true } as pg.ClientConfig);
await client.connect();
after(async () => {
  await client.end();
  await database.drop();
});
const context = (organization: string): ContextValues => [organization, "member:1", "all", ""];
const [a, b] = ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60", "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a61"];
await client.query({ ...setContext, values: [...context(a)] });

function ask(values: ContextValues, statement: Statement): Promise<pg.QueryResult> {
  return new Promise((resolve, reject) => {
    const query = new ContextQuery(statement, values);
    query.callback = (error, result) => (error === null ? resolve(result) : reject(error));
    client.query(query as unknown as pg.Submittable);
  });
}

describe("a query with its context under one Sync", () => {
  test("stands on the version of pg that is pinned", () => {
    const pinned = JSON.parse(readFileSync(new URL("../../../../package.json", import.meta.url), "utf8"))
      .dependencies.pg;
    const installed = JSON.parse(
      readFileSync(new URL(import.meta.resolve("pg/package.json")), "utf8"),
    ).version;
    assert.match(pinned, /^\d/);
    assert.equal(installed, pinned);
  });

  test("answers its own rows and not the context's", async () => {
    const nothing = await ask(context(a), new Statement("select 1 as one where false", [], "nothing"));
    assert.deepEqual([nothing.rows, nothing.rowCount, nothing.command], [[], 0, "SELECT"]);
    const some = await ask(context(a), new Statement("select n from generate_series(1, 3) n", []));
    assert.deepEqual(some.rows, [{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  test("sees its own context, in whatever order the answers are awaited", async () => {
    const who = new Statement("select plinth.organization() as id", [], "who");
    const asked = Array.from({ length: 200 }, (_, i) => ask(context(i % 2 === 0 ? a : b), who));
    const answers = await Promise.all(asked.reverse());
    for (const [i, { rows }] of answers.entries()) assert.deepEqual(rows, [{ id: i % 2 === 0 ? b : a }]);
  });

  test("leaves nothing behind, answered or failed", async () => {
    const bare = "select coalesce(current_setting('plinth.organization', true), '') as id";
    await ask(context(a), new Statement("select 1", []));
    assert.deepEqual((await client.query(bare)).rows, [{ id: "" }]);
    const failed = ask(context(a), new Statement("select 1 / $1::int", [0]));
    const behind = client.query(bare);
    await assert.rejects(failed, { code: "22012" });
    assert.deepEqual((await behind).rows, [{ id: "" }]);
  });

  test("fails with its context, and what was sent behind it does not", async () => {
    const broken = ask(context("no uuid"), new Statement("select 1 as one", [], "behind_broken"));
    const next = ask(context(b), new Statement("select plinth.organization() as id", [], "who"));
    await assert.rejects(broken, { code: "22P02" });
    assert.deepEqual((await next).rows, [{ id: b }]);
  });
});
