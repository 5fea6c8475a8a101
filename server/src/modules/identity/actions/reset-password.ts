import Type from "typebox";
import { passwordChangedMail } from "#modules/notifications";
import { definePublicAction, refuse } from "#platform/action";
import { hashToken, isToken } from "#platform/opaque-token";
import { findAccountById, lockUser, raiseSecurityVersion, writePassword } from "../account.queries.ts";
import { invalidToken, weakPassword } from "../errors.ts";
import { loginAttempts } from "../login-attempts.ts";
import { NewPassword } from "../profile.ts";
import { endSessions, forgetDevices } from "../session.queries.ts";
import { findTokenOwner, lockUserToken } from "../user-token.queries.ts";
import { requireGoodPassword } from "./register-user.ts";
import { tellOwner } from "./tell-owner.ts";
import { unusable } from "./verify-email.ts";

const ResetPassword = Type.Object(
  {
    token: Type.String({
      minLength: 1,
      maxLength: 200,
      description: "The token of the link in the mail.",
      examples: ["plp_8fK2…"],
    }),
    password: NewPassword,
  },
  { additionalProperties: false },
);

/**
 * A new password by the link of a mail. Every session ends, every device is a stranger again, every other link is
 * void, and so are invitations that were made in those sessions. Passkeys, linked accounts and keys stay, because
 * programs hang on them: the mail says so. It logs nobody in, and a second factor is asked for as before: a mailbox alone
 * opens no account that has one.
 */
export const resetPassword = definePublicAction({
  name: "auth.reset_password",
  title: "Set a new password by link",
  door: "POST /v1/auth/password/reset",
  because: "the token of the mail is the proof",
  describe:
    "Set a new password with the token of the mail. All sessions end; log in with the new password, and with the second factor if there is one.",
  input: ResetPassword,
  status: 204,
  subject: "user",
  fails: [invalidToken, weakPassword],
  async prepare(context, { token, password }, services) {
    const hash = hashToken(token);
    const userId = isToken("reset", token) && (await findTokenOwner(services.lookUp, "reset_password", hash));
    const account = userId ? await findAccountById(services.lookUp, userId, null) : undefined;
    if (account === undefined) return undefined;
    requireGoodPassword(password, account);
    const { own } = loginAttempts(context, account.email, undefined);
    return { hash, account, own, passwordHash: await services.passwords.hash(password), services };
  },
  async run(_context, tx, _input, known) {
    if (known === undefined) return refuse(unusable());
    const { hash, account, own, passwordHash, services } = known;
    tx.become(account.id);
    lockUser(tx, account.id);
    const token = await lockUserToken(tx, account.id, "reset_password", hash);
    if (token === undefined) return refuse(unusable());

    await raiseSecurityVersion(tx, account.id);
    await writePassword(tx, account.id, passwordHash);
    await endSessions(tx, account.id, {}, "password_reset");
    await forgetDevices(tx, account.id);
    tellOwner(tx, services, account, passwordChangedMail);
    // who forgot it had tried some: they need not wait for having found the way
    await services.attempts.succeeded(own);
    return { answer: {}, id: account.id };
  },
});
