/** What is written of a person's deeds, and how many sessions they have. */
import type { TestApp } from "./app.ts";
import { execute } from "./execute.ts";
import { until } from "./until.ts";

/** `action outcome`, oldest first. */
export async function deedsOf({ database }: Pick<TestApp, "database">, userId: string): Promise<string[]> {
  const rows = await execute(
    database.adminUrl,
    "select action || ' ' || outcome as deed from plinth.user_audit_entries where user_id = $1 order by id",
    [userId],
  );
  return rows.map(({ deed }) => String(deed));
}

/** Why each session ended, `null` for those that go on; oldest first. */
export async function endsOf(
  { database }: Pick<TestApp, "database">,
  userId: string,
): Promise<(string | null)[]> {
  const rows = await execute(
    database.adminUrl,
    "select end_reason from sessions where user_id = $1 order by id",
    [userId],
  );
  return rows.map(({ end_reason }) => end_reason as string | null);
}

/** Waits until the credential is worth nothing there: a second at most. */
export async function refusedWithinASecond(ask: () => Promise<{ status: number }>): Promise<void> {
  await until("the credential to be worth nothing", async () => (await ask()).status === 401, 1_000);
}
