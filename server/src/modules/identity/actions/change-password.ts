import Type from "typebox";
import { passwordChangedMail } from "#modules/notifications";
import { requireFreshProof, stepUpRequired } from "#platform/access";
import { definePersonalAction, refuse } from "#platform/action";
import { invalidInput, unauthenticated } from "#platform/errors";
import { tooManyAttempts } from "#platform/limits";
import {
  credentialsAreStill,
  findAccountById,
  lockUser,
  raiseSecurityVersion,
  writePassword,
} from "../account.queries.ts";
import { invalidCredentials, weakPassword, wrongCredential } from "../errors.ts";
import { lockOwnSession } from "../own-session.queries.ts";
import { NewPassword } from "../profile.ts";
import { endSessions, forgetDevices } from "../session.queries.ts";
import { isOwnPassword } from "./is-own-password.ts";
import { deviceHash } from "./log-in.ts";
import { requireGoodPassword } from "./register-user.ts";
import { rotateCookie } from "./rotate-cookie.ts";
import { tellOwner } from "./tell-owner.ts";

const ChangePassword = Type.Object(
  {
    current_password: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1_000,
        description: "The password of now. Required where there is one.",
        examples: ["correct zebra battery staple"],
      }),
    ),
    new_password: NewPassword,
  },
  {
    additionalProperties: false,
    examples: [
      { current_password: "correct zebra battery staple", new_password: "violet kettle under snow" },
      { new_password: "violet kettle under snow" },
    ],
  },
);

/**
 * Another password, or a first one. Everybody else who is logged in is out, and everything that was begun under the
 * old password is void. A session alone is not enough: it asks for the old one, or for a fresh proof where there is
 * none.
 */
export const changePassword = definePersonalAction({
  name: "me.change_password",
  title: "Change the password",
  door: "POST /v1/me/password",
  because: "it is their own password",
  describe:
    "Set another password. All your other sessions end; this one goes on, in a browser with a new cookie. Without a password yet, it asks for a proof that is at most 10 minutes old.",
  input: ChangePassword,
  status: 204,
  subject: "user",
  fresh: true,
  fails: [invalidCredentials, weakPassword, stepUpRequired, tooManyAttempts],
  async prepare(context, { current_password, new_password }, services) {
    const account = await findAccountById(services.lookUp, context.person.userId, deviceHash(context));
    if (account === undefined) throw unauthenticated("The session has ended.");
    requireGoodPassword(new_password, account, "/new_password");
    if (account.hash === null) requireFreshProof(context);
    else if (current_password === undefined) throw currentIsMissing();
    const right =
      account.hash === null || (await isOwnPassword(context, services, account, current_password ?? ""));
    const hash = right
      ? await services.passwords.hash(new_password, { name: account.id, known: true })
      : undefined;
    return { account, hash, services };
  },
  async run(context, tx, _input, { account, hash, services }) {
    // by the pointer clients tell it from a session that has ended
    if (hash === undefined)
      return refuse(wrongCredential("/current_password", "The current password is wrong."));
    const { userId, sessionId } = context.person;
    lockUser(tx, userId);
    if (!(await credentialsAreStill(tx, userId, account.security_version)))
      return refuse(invalidCredentials("The account's credentials were changed a moment ago. Try again."));

    await raiseSecurityVersion(tx, userId);
    await writePassword(tx, userId, hash);
    const session = await lockOwnSession(tx, context.person);
    if (session === undefined) throw unauthenticated("The session has ended.");
    await endSessions(tx, userId, { except: sessionId }, "password_changed");
    await forgetDevices(tx, userId);
    tellOwner(tx, services, account, passwordChangedMail);
    return { answer: {}, id: userId, cookies: rotateCookie(context, tx, session) };
  },
});

function currentIsMissing() {
  const detail = "Your account has a password: send it as `current_password`.";
  return invalidInput(detail, { errors: [{ pointer: "/current_password", code: "required", detail }] });
}
