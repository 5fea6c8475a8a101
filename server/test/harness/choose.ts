/** What an organization has chosen, put in place before anybody has acted for it: nobody remembers anything else. */
import type { TestApp } from "./app.ts";
import { execute } from "./execute.ts";

export async function choose(
  { database }: Pick<TestApp, "database">,
  organizationId: string,
  chosen: object,
): Promise<void> {
  await execute(database.adminUrl, "insert into settings (organization_id, chosen) values ($1, $2)", [
    organizationId,
    JSON.stringify(chosen),
  ]);
}
