/** Second factors: the app, and the codes for the day it is gone. */
import type { PersonContext } from "#platform/access";
import type { Services } from "#platform/action";
import { sql, type Tx } from "#platform/db";
import type { Factors } from "./proof.ts";
import { hashRecoveryCode } from "./recovery-code.ts";

type Statements = Pick<Tx, "query" | "later">;

/** What the person's account can be proven with at the moment. */
export async function getFactors(read: Services["read"], context: PersonContext): Promise<Factors> {
  const { userId } = context.person;
  const [found] = await read<Factors>(
    context,
    sql`
    select exists (select from passwords where user_id = ${userId}) as password,
           exists (select from totp_factors where user_id = ${userId} and confirmed_at is not null) as totp,
           (select count(*)::int from passkeys where user_id = ${userId}) as passkeys`,
  );
  return found ?? { password: false, totp: false, passkeys: 0 };
}

/** Keeps a secret that waits for its first code; @returns false when one is confirmed, which nothing replaces. */
export async function writeUnconfirmedTotp(
  tx: Statements,
  userId: string,
  secretSealed: string,
): Promise<boolean> {
  const written = await tx.query(sql`
    insert into totp_factors as kept (user_id, secret_sealed) values (${userId}, ${secretSealed})
    on conflict (user_id) do update
       set secret_sealed = excluded.secret_sealed, last_step = 0, created_at = plinth.now()
     where kept.confirmed_at is null
    returning user_id`);
  return written.length === 1;
}

export type TotpFactor = { secret_sealed: string; confirmed_at: Date | null; created_at: Date };

export async function lockTotp(tx: Statements, userId: string): Promise<TotpFactor | undefined> {
  const [factor] = await tx.query<TotpFactor>(sql`
    select secret_sealed, confirmed_at, created_at from totp_factors where user_id = ${userId} for update`);
  return factor;
}

/** The secret has arrived in an app; the step of the code that showed it is spent. */
export function confirmTotpRow(tx: Statements, userId: string, step: number): void {
  tx.later(sql`
    update totp_factors set confirmed_at = plinth.now(), last_step = ${step} where user_id = ${userId}`);
}

/** The factor goes, and the codes that stood in for it. @returns whether it was there, and in use */
export async function removeTotpRows(
  tx: Statements,
  userId: string,
): Promise<{ confirmed: boolean } | undefined> {
  const [gone] = await tx.query<{ confirmed: boolean }>(sql`
    delete from totp_factors where user_id = ${userId} returning confirmed_at is not null as confirmed`);
  tx.later(sql`delete from recovery_codes where user_id = ${userId}`);
  return gone;
}

/** @returns how many there were. */
export async function removePasskeys(tx: Statements, userId: string): Promise<number> {
  return (await tx.query(sql`delete from passkeys where user_id = ${userId} returning id`)).length;
}

/** These codes instead of all there were. */
export function replaceRecoveryCodes(tx: Statements, userId: string, codes: string[]): void {
  tx.later(sql`delete from recovery_codes where user_id = ${userId}`);
  tx.later(sql`
    insert into recovery_codes (user_id, code_hash)
    select ${userId}, hash from unnest(${codes.map(hashRecoveryCode)}::bytea[]) hash`);
}
