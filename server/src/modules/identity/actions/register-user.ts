import Type from "typebox";
import { accountExistsMail, verifyEmailMail } from "#modules/notifications";
import { definePublicAction } from "#platform/action";
import { sql, type Tx } from "#platform/db";
import { comparableEmail, Email } from "#platform/email";
import { tooManyAttempts } from "#platform/limits";
import { sendMail } from "#platform/mail";
import { hashToken, newToken } from "#platform/opaque-token";
import { findAccount } from "../account.queries.ts";
import { weakPassword } from "../errors.ts";
import { mailAttempts, strangersPlace } from "../login-attempts.ts";
import { complaints, type Owner } from "../password.ts";
import { LocaleTag, NewPassword, PersonName } from "../profile.ts";

const verifyMinutes = 24 * 60;

/**
 * Register. Whether the address has an account already is not to be told from the answer: the mail tells it to whom
 * the address belongs. Nobody is a user before the link in it was followed, and where several asked, none of their
 * passwords counts.
 */
export const registerUser = definePublicAction({
  name: "auth.register",
  title: "Ask for an account",
  door: "POST /v1/auth/register",
  because: "who registers is not known yet",
  describe:
    "Ask for an account. A mail with a link goes to the address; `POST /v1/auth/verify_email` with its token makes the account. Without a mail, ask again. The answer is the same when there is an account already: then the mail says so.",
  input: Type.Object(
    { email: Email, password: NewPassword, name: PersonName, locale: Type.Optional(LocaleTag) },
    { additionalProperties: false },
  ),
  output: Type.Object({
    email: Type.String({ description: "Where the mail goes.", examples: ["ada@example.com"] }),
  }),
  status: 202,
  subject: "user",
  fails: [weakPassword, tooManyAttempts],
  async prepare(context, { email, password, name }, services) {
    const address = comparableEmail(email);
    requireGoodPassword(password, { email: address, name });
    const { toOne, fromRange } = mailAttempts(context, address);
    await services.attempts.check(fromRange);
    const quiet = await isOver(() => services.attempts.check(toOne));
    await services.attempts.failed([...toOne, ...fromRange]);
    // hashed in any case: the time says nothing about the address
    const hash = await services.passwords.hash(password, strangersPlace(context));
    const account = await findAccount(services.lookUp, address, null);
    return { address, hash, account, quiet, services };
  },
  async run(context, tx, { password, name, locale = "en" }, { address, hash, account, quiet, services }) {
    const token = newToken("verification");
    const { keyRing, publicUrl } = services;
    const recipient = { to: account?.email ?? address, name: account?.name ?? name, locale, publicUrl };
    // of an account that exists the row leads nowhere: nobody has its link
    const mac = keyRing.mac("registration", `${address} ${password}`);
    keepRegistration(tx, { address, name, locale, hash, mac, token, from: context.now });
    if (!quiet) {
      const mail =
        account === undefined
          ? verifyEmailMail(recipient, { token, minutes: verifyMinutes })
          : accountExistsMail({ ...recipient, locale: account.locale });
      sendMail(tx, keyRing, mail);
    }
    return { answer: { email: address } };
  },
});

type Registration = {
  address: string;
  name: string;
  locale: string;
  hash: string;
  /** Tells whether two registrations of an address have the same password. */
  mac: Buffer;
  token: string;
  from: Date;
};

function keepRegistration(tx: Pick<Tx, "later">, wanted: Registration): void {
  const expiresAt = new Date(wanted.from.getTime() + verifyMinutes * 60_000);
  tx.later(sql`
    insert into plinth.registrations (email, name, locale, password_hash, password_mac, secret_hash, expires_at)
    values (${wanted.address}, ${wanted.name}, ${wanted.locale}, ${wanted.hash}, ${wanted.mac}, ${hashToken(wanted.token)}, ${expiresAt.toISOString()})`);
}

/** @throws 422 `weak_password` with what is wrong, at the field. */
export function requireGoodPassword(password: string, owner: Owner, pointer = "/password"): void {
  const found = complaints(password, owner);
  const [first] = found;
  if (first === undefined) return;
  throw weakPassword(first, {
    errors: found.map((detail) => ({ pointer, code: "weak_password", detail })),
  });
}

/** Has this address had enough mails from there? Then nothing more is sent, and nothing is said about it. */
export async function isOver(check: () => Promise<void>): Promise<boolean> {
  try {
    await check();
    return false;
  } catch (error) {
    if ((error as { kind?: { code?: string } }).kind?.code === "too_many_attempts") return true;
    throw error;
  }
}
