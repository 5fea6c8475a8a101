/** A code of the authenticator app or a recovery code: checked and spent in one step, so that none is good twice. */
import Type from "typebox";
import type { Services } from "#platform/action";
import { type PersonTx, sql } from "#platform/db";
import type { Problem } from "#platform/errors";
import type { AttemptKey } from "#platform/limits";
import type { KeyRing } from "#platform/secrets";
import { invalidCredentials, wrongCredential } from "../errors.ts";
import { hashRecoveryCode } from "../recovery-code.ts";
import { acceptedStep } from "../totp.ts";

export const Code = Type.String({
  minLength: 6,
  maxLength: 12,
  description: "The six digits that the authenticator app shows.",
  examples: ["492039"],
});

export const RecoveryCode = Type.String({
  minLength: 10,
  maxLength: 60,
  description: "One of the ten recovery codes; each is good once.",
  examples: ["fam8-re18-c2ew-fc3a"],
});

export type SecondFactor = { code?: string; recovery_code?: string };

const purpose = "totp";

/** The secret as it is kept: sealed together with whose it is, so that it opens in nobody else's row. */
export function sealTotpSecret(keyRing: KeyRing, userId: string, secret: string): string {
  return keyRing.seal(purpose, JSON.stringify([userId, secret]));
}

/** @throws when it is another user's, or was altered. */
export function openTotpSecret(keyRing: KeyRing, userId: string, sealed: string): string {
  const [owner, secret] = JSON.parse(keyRing.open(purpose, sealed)) as [string, string];
  if (owner !== userId) throw new Error("a TOTP secret lies in a row that is not its owner's");
  return secret;
}

/**
 * Checks and spends. One at a time per user: who guesses in parallel waits for the lock, and the limiter is asked
 * behind it. Counting is no effect of the deed and stands whatever becomes of it.
 * @param whose.counted the counts of failures: see `secondFactorAttempts`
 * @returns the method that was right, or undefined; a failure has been counted
 * @throws 429 `too_many_attempts`
 */
export async function acceptSecondFactor(
  tx: PersonTx,
  { userId, counted }: { userId: string; counted: readonly AttemptKey[] },
  { keyRing, attempts }: Pick<Services, "keyRing" | "attempts">,
  now: Date,
  { code, recovery_code }: SecondFactor,
): Promise<"totp" | "recovery_code" | undefined> {
  await tx.query(sql`select 1 from totp_factors where user_id = ${userId} for update`);
  await attempts.check(counted);
  const method =
    code !== undefined && (await acceptCode(tx, userId, keyRing, now, code))
      ? "totp"
      : recovery_code !== undefined && (await acceptRecoveryCode(tx, userId, recovery_code))
        ? "recovery_code"
        : undefined;
  if (method === undefined) await attempts.failed(counted);
  else await attempts.succeeded(counted);
  return method;
}

/** What was sent was not right, said at its field. */
export function wrongSecondFactor({ code, recovery_code }: SecondFactor): Problem {
  if (code !== undefined)
    return wrongCredential(
      "/code",
      "The code is wrong or was used already. Type the one that the app shows now.",
    );
  if (recovery_code !== undefined)
    return wrongCredential("/recovery_code", "The recovery code is wrong or was used already.");
  return invalidCredentials("Send `code` or `recovery_code`.");
}

async function acceptCode(
  tx: PersonTx,
  userId: string,
  keyRing: KeyRing,
  now: Date,
  code: string,
): Promise<boolean> {
  const [factor] = await tx.query<{ secret_sealed: string; last_step: number }>(sql`
    select secret_sealed, last_step from totp_factors
     where user_id = ${userId} and confirmed_at is not null for update`);
  if (factor === undefined) return false;
  const secret = openTotpSecret(keyRing, userId, factor.secret_sealed);
  const step = acceptedStep(secret, code, now, factor.last_step);
  if (step === undefined) return false;
  await tx.query(sql`update totp_factors set last_step = ${step} where user_id = ${userId}`);
  return true;
}

async function acceptRecoveryCode(tx: PersonTx, userId: string, code: string): Promise<boolean> {
  const spent = await tx.query(sql`
    update recovery_codes set used_at = plinth.now()
     where user_id = ${userId} and code_hash = ${hashRecoveryCode(code)} and used_at is null
    returning id`);
  return spent.length > 0;
}
