import type { Services } from "#platform/action";
import { sql, type Tx } from "#platform/db";

type LookUp = Services["lookUp"];
type Statements = Pick<Tx, "query" | "later">;

export type Purpose = "change_email" | "reset_password" | "mfa";

export type NewUserToken = {
  userId: string;
  purpose: Purpose;
  hash: Buffer;
  detail?: object;
  securityVersion: number;
  expiresAt: Date;
};

export function insertUserToken(tx: Statements, token: NewUserToken): void {
  tx.later(sql`
    insert into user_tokens (user_id, purpose, secret_hash, detail, security_version, expires_at)
    values (${token.userId}, ${token.purpose}, ${token.hash}, ${JSON.stringify(token.detail ?? {})}, ${token.securityVersion},
            ${token.expiresAt.toISOString()})`);
}

/** Whose token it is: holding it is the proof. Whether it is still good is decided when it is spent. */
export async function findTokenOwner(
  lookUp: LookUp,
  purpose: Purpose,
  hash: Buffer,
): Promise<string | undefined> {
  const [token] = await lookUp<{ user_id: string }>(
    sql`select user_id from user_tokens where secret_hash = ${hash} and purpose = ${purpose}`,
  );
  return token?.user_id;
}

export type LockedToken = { id: string; detail: Record<string, unknown>; security_version: number };

/**
 * The token, locked, if it is still good: not used, not run out, and made under the credentials of now. The user's row
 * comes first: who changes the credentials holds it, and then voids all tokens.
 */
export async function lockUserToken(
  tx: Statements,
  userId: string,
  purpose: Purpose,
  hash: Buffer,
): Promise<LockedToken | undefined> {
  tx.later(sql`select 1 from users where id = ${userId} for share`);
  const [token] = await tx.query<{ id: string; detail: string; security_version: number }>(sql`
    select t.id, t.detail, t.security_version
      from user_tokens t
      join users u on u.id = t.user_id and u.security_version = t.security_version
     where t.user_id = ${userId} and t.purpose = ${purpose} and t.secret_hash = ${hash}
       and t.used_at is null and t.expires_at > plinth.now()
       for update of t`);
  return token && { ...token, detail: JSON.parse(token.detail) as Record<string, unknown> };
}

export async function spendUserToken(tx: Statements, userId: string, id: string): Promise<void> {
  await tx.query(sql`update user_tokens set used_at = plinth.now() where user_id = ${userId} and id = ${id}`);
}

/** All unused ones of this purpose. */
export function voidUserTokens(tx: Statements, userId: string, purpose: Purpose): void {
  tx.later(sql`
    update user_tokens set used_at = plinth.now()
     where user_id = ${userId} and purpose = ${purpose} and used_at is null`);
}
