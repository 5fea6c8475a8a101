import { isDatabaseFault, sql, type Tx } from "#platform/db";
import type { Problem } from "#platform/errors";

/**
 * Remembers, until it has run out, that something sealed was used: it is good once. Of two at the same time the second
 * waits for the first.
 * @throws the problem when it was used before
 */
export async function spend(
  tx: Pick<Tx, "query">,
  { id, expires }: { id: string; expires: number },
  usedBefore: () => Problem,
): Promise<void> {
  try {
    await tx.query(sql`
      insert into plinth.spent_challenges (id, expires_at) values (${id}, ${new Date(expires).toISOString()})`);
  } catch (error) {
    throw isDatabaseFault(error) && error.code === "23505" ? usedBefore() : error;
  }
}
