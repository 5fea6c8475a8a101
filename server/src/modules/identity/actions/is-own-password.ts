import type { PersonContext } from "#platform/access";
import type { Services } from "#platform/action";
import type { Account } from "../account.queries.ts";
import { loginAttempts, proofAttempts } from "../login-attempts.ts";

/**
 * Whether it is the password of the account. Failures are counted together with those of logins, and for the session:
 * who has got hold of one guesses no faster than anybody else, and no faster from many addresses.
 * @throws 429 `too_many_attempts`
 */
export async function isOwnPassword(
  context: PersonContext,
  { attempts, passwords }: Pick<Services, "attempts" | "passwords">,
  account: Account,
  password: string,
): Promise<boolean> {
  const known = account.known_device ? account.id : undefined;
  const login = loginAttempts(context, account.email, known);
  const session = proofAttempts(context.person);
  const asked = [...login.asked, ...session];
  await attempts.check(asked);
  const { ok } = await passwords.verify(password, account.hash ?? undefined, {
    place: { name: account.id, known: true },
    whenItsTurn: () => attempts.check(asked),
    whenWrong: () => attempts.failed(asked),
  });
  if (ok) await attempts.succeeded([...login.own, ...session]);
  return ok;
}
