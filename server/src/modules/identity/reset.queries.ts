/** Links that set a new password. */
import { sql, type Tx } from "#platform/db";
import { uuidv7 } from "#platform/uuid";
import { lockUser } from "./account.queries.ts";

type Statements = Pick<Tx, "query" | "later">;

export type NewReset = {
  /** Undefined when nobody has the address: nothing is kept, and as much is done. */
  userId: string | undefined;
  hash: Buffer;
  expiresAt: Date;
};

/** So many links may be on their way to one person; who holds as many unused needs no other. */
const most = 3;
const nobody = "00000000-0000-0000-0000-000000000000";

/** @returns whether it is kept: not when the user has enough links already, and not without a user. */
export async function insertResetToken(
  tx: Statements,
  { userId = nobody, hash, expiresAt }: NewReset,
): Promise<boolean> {
  // one at a time: who counts must see what a rival has made
  lockUser(tx, userId);
  const made = await tx.query(sql`
    insert into user_tokens (user_id, purpose, secret_hash, security_version, expires_at)
    select u.id, 'reset_password', ${hash}, u.security_version, ${expiresAt.toISOString()}
      from users u
     where u.id = ${userId}
       and ${most} > (select count(*) from user_tokens t
                       where t.user_id = u.id and t.purpose = 'reset_password'
                         and t.used_at is null and t.expires_at > plinth.now())
    returning id`);
  // a row that says nothing takes as long to write as one that does
  if (made.length === 0)
    tx.later(sql`
      insert into plinth.spent_challenges (id, expires_at) values (${uuidv7()}, ${expiresAt.toISOString()})`);
  return made.length === 1;
}
