/** Two organizations with as many customers each, and a database to read them through. */
import { randomUUID } from "node:crypto";
import { after } from "node:test";
import { execute } from "#harness/execute";
import { type TestDatabase, testDatabase } from "#harness/postgres";
import { type Context, createContext } from "#platform/access";
import { createDatabase, type Database } from "#platform/db";

export const rowsEach = 40;

export type Seen = { organization_id: string };
export type TwoTenants = { urls: TestDatabase; database: Database; own: string; other: string };

/** Closed when the test file ends. */
export async function twoTenants(): Promise<TwoTenants> {
  const urls = await testDatabase();
  const database = await createDatabase(urls);
  after(async () => {
    await database.end();
    await urls.drop();
  });
  const [own, other] = [randomUUID(), randomUUID()];
  for (const id of [own, other]) {
    await execute(
      urls.adminUrl,
      `with made as (insert into organizations (id, name) values ('${id}', 'Somebody') returning id)
       insert into customers (organization_id, name, country, currency)
       select id, 'Customer ' || n, 'DE', 'EUR' from made, generate_series(1, ${rowsEach}) n`,
    );
  }
  return { urls, database, own, other };
}

export function contextOf(organizationId: string): Context {
  return createContext({
    organizationId,
    actor: { kind: "member", id: organizationId, name: "A test" },
    permissions: new Set(),
    scope: "all",
    requestId: "leaks",
    door: "test",
  });
}
