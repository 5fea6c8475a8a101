import type { PersonContext } from "#platform/access";
import type { Services } from "#platform/action";
import type { Account } from "../account.queries.ts";
import { loginAttempts } from "../login-attempts.ts";

/**
 * Whether it is the password of the account. Failures are counted together with those of logins: who has got hold of
 * a session guesses no faster than anybody else.
 * @throws 429 `too_many_attempts`
 */
export async function isOwnPassword(
  context: PersonContext,
  { attempts, passwords }: Pick<Services, "attempts" | "passwords">,
  account: Account,
  password: string,
): Promise<boolean> {
  const known = account.known_device ? account.id : undefined;
  const { asked, own } = loginAttempts(context, account.email, known);
  await attempts.check(asked);
  const { ok } = await passwords.verify(password, account.hash ?? undefined, {
    place: { name: account.id, known: true },
    whenItsTurn: () => attempts.check(asked),
    whenWrong: () => attempts.failed(asked),
  });
  if (ok) await attempts.succeeded(own);
  return ok;
}
