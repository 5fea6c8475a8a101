import Type from "typebox";
import { accountExistsMail, emailChangeVerifyMail } from "#modules/notifications";
import { definePersonalAction } from "#platform/action";
import { comparableEmail, Email } from "#platform/email";
import { invalidInput, unauthenticated } from "#platform/errors";
import { tooManyAttempts } from "#platform/limits";
import { sendMail } from "#platform/mail";
import { hashToken, newToken } from "#platform/opaque-token";
import { findAccount, findAccountById } from "../account.queries.ts";
import { mailAttempts } from "../login-attempts.ts";
import { insertUserToken, voidUserTokens } from "../user-token.queries.ts";
import { isOver } from "./register-user.ts";

const verifyMinutes = 24 * 60;

/**
 * Ask for another address. Nothing changes before its link was followed (`verify_email`), and then both addresses are
 * told. Whether somebody has the address already is told to that address alone.
 */
export const changeEmail = definePersonalAction({
  name: "me.change_email",
  title: "Change the e-mail address",
  door: "POST /v1/me/email",
  because: "it is their own address",
  describe:
    "Ask for another e-mail address. A mail with a link goes there; `POST /v1/auth/verify_email` with its token makes the change. An older link is void.",
  input: Type.Object({ email: Email }, { additionalProperties: false }),
  output: Type.Object({
    email: Type.String({ description: "Where the mail goes.", examples: ["ada@example.com"] }),
  }),
  status: 202,
  subject: "user",
  stepUp: true,
  fails: [tooManyAttempts],
  async prepare(context, { email }, services) {
    const address = comparableEmail(email);
    if (address === context.person.email) throw unchanged();
    const { toOne, fromRange } = mailAttempts(context, address);
    await services.attempts.check(fromRange);
    const quiet = await isOver(() => services.attempts.check(toOne));
    await services.attempts.failed([...toOne, ...fromRange]);
    const [account, other] = await Promise.all([
      findAccountById(services.lookUp, context.person.userId, null),
      findAccount(services.lookUp, address, null),
    ]);
    if (account === undefined) throw unauthenticated("The session has ended.");
    return { address, account, other, quiet, services };
  },
  async run(context, tx, _input, { address, account, other, quiet, services }) {
    const answer = { answer: { email: address }, id: account.id };
    if (quiet) return answer;
    const { keyRing, publicUrl } = services;
    const token = newToken("verification");
    // one address at a time: the link to one that was mistyped must not give the account away
    voidUserTokens(tx, account.id, "change_email");
    // where somebody has the address already the row leads nowhere: nobody has its link
    insertUserToken(tx, {
      userId: account.id,
      purpose: "change_email",
      hash: hashToken(token),
      detail: { email: address },
      securityVersion: account.security_version,
      expiresAt: new Date(context.now.getTime() + verifyMinutes * 60_000),
    });
    const { name, locale } = other ?? account;
    const to = { to: address, name, locale, publicUrl };
    const mail =
      other === undefined
        ? emailChangeVerifyMail(to, { token, minutes: verifyMinutes })
        : accountExistsMail(to);
    sendMail(tx, keyRing, mail);
    return answer;
  },
});

function unchanged() {
  const detail = "This is your address already.";
  return invalidInput(detail, { errors: [{ pointer: "/email", code: "unchanged", detail }] });
}
