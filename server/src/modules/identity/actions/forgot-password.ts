import Type from "typebox";
import { passwordResetMail } from "#modules/notifications";
import { definePublicAction } from "#platform/action";
import { comparableEmail, Email } from "#platform/email";
import { tooManyAttempts } from "#platform/limits";
import { sendMail, sendNoMail } from "#platform/mail";
import { hashToken, newToken } from "#platform/opaque-token";
import { findAccount } from "../account.queries.ts";
import { mailAttempts } from "../login-attempts.ts";
import { insertResetToken } from "../reset.queries.ts";
import { isOver } from "./register-user.ts";

const resetMinutes = 30;
/** In whose trail it is written when nobody has the address: as much work as for somebody. */
const nobody = "00000000-0000-0000-0000-000000000000";

/**
 * A way back in for whoever forgot the password. Whether the address has an account is not to be told from the
 * answer, nor from the work that is done for it: the mail goes to whom the address belongs, or to nobody.
 */
export const forgotPassword = definePublicAction({
  name: "auth.forgot_password",
  title: "Ask for a new password",
  door: "POST /v1/auth/password/forgot",
  because: "whoever forgot the password cannot log in",
  describe:
    "Ask for a link that sets a new password. It goes to the address, if an account has it, and is good once, for 30 minutes. The answer is always the same.",
  input: Type.Object({ email: Email }, { additionalProperties: false }),
  output: Type.Object({
    email: Type.String({
      description: "Where the mail goes, if an account has this address.",
      examples: ["ada@example.com"],
    }),
  }),
  status: 202,
  subject: "user",
  fails: [tooManyAttempts],
  async prepare(context, { email }, services) {
    const address = comparableEmail(email);
    const { toOne, fromRange } = mailAttempts(context, address);
    await services.attempts.check(fromRange);
    const quiet = await isOver(() => services.attempts.check(toOne));
    await services.attempts.failed([...toOne, ...fromRange]);
    const account = await findAccount(services.lookUp, address, null);
    return { address, account, quiet, services };
  },
  async run(context, tx, _input, { address, account, quiet, services }) {
    tx.become(account?.id ?? nobody);
    if (quiet) return { answer: { email: address } };
    const { keyRing, publicUrl } = services;
    const token = newToken("reset");
    const expiresAt = new Date(context.now.getTime() + resetMinutes * 60_000);
    const made = await insertResetToken(tx, { userId: account?.id, hash: hashToken(token), expiresAt });
    const { name = "", locale = "en" } = account ?? {};
    const mail = passwordResetMail(
      { to: address, name, locale, publicUrl },
      { token, minutes: resetMinutes },
    );
    if (made) sendMail(tx, keyRing, mail);
    else sendNoMail(tx, keyRing, mail);
    return { answer: { email: address } };
  },
});
