import { sql, type Tx } from "#platform/db";

/**
 * Whether the user can still log in: a second factor alone is no way, nor an account at a provider that is no longer
 * offered. Asked after something was removed, behind the lock of the user.
 */
export async function hasWayIn(
  tx: Pick<Tx, "query">,
  userId: string,
  providers: readonly string[],
): Promise<boolean> {
  const [ways] = await tx.query<{ found: boolean }>(sql`
    select exists (select from passwords where user_id = ${userId})
        or exists (select from passkeys where user_id = ${userId})
        or exists (select from linked_accounts where user_id = ${userId} and provider = any (${providers}::text[])) as found`);
  return ways?.found ?? false;
}
