import Type from "typebox";
import { defineProblem, type Problem } from "#platform/errors";

export { invalidToken } from "#platform/opaque-token";

export const invalidCredentials = defineProblem({
  code: "invalid_credentials",
  status: 401,
  title: "That did not work",
  describe:
    "E-mail or password is wrong, the address is not confirmed yet, or the code is wrong or used. Which of them it is, is not said to whom is not known yet.",
  remedy:
    "Check what was typed and send it again. A code is good once and for a short time: wait for the next one. Who forgot the password asks for a new one with `POST /v1/auth/password/forgot`.",
});

/** The same for somebody who is known already, at the field that was wrong. */
export function wrongCredential(pointer: string, detail: string): Problem {
  return invalidCredentials(detail, { errors: [{ pointer, code: "wrong", detail }] });
}

export const mfaRequired = defineProblem({
  code: "mfa_required",
  status: 401,
  title: "A second factor is needed",
  describe:
    "The first factor was right. Send `mfa_token` with a code of the authenticator app, or a recovery code, to `POST /v1/auth/login/totp` within 5 minutes. `methods` names what may be sent.",
  remedy:
    "Take `mfa_token` from the answer and send it with `code` or `recovery_code` to `POST /v1/auth/login/totp`, within 5 minutes.",
  members: {
    mfa_token: Type.String({
      description: "Stands for the first factor: send it with the second.",
      examples: ["plm_8fK2…"],
    }),
    methods: Type.Array(Type.String({ description: "A way.", examples: ["totp"] }), {
      description: "What may be sent as the second factor: `totp`, `recovery_code`.",
      examples: [["totp", "recovery_code"]],
    }),
  },
});

export const sessionEnded = defineProblem({
  code: "session_ended",
  status: 401,
  title: "The session has ended",
  describe:
    "The refresh token is unknown, or its session has ended: by logging out, by running out, or because a copy of an old token was used. Log in again.",
  remedy: "Log in again with `POST /v1/auth/login`. Keep only the newest refresh token: each is good once.",
});

export const weakPassword = defineProblem({
  code: "weak_password",
  status: 422,
  title: "This password is too easy to guess",
  describe: "The password is too short, well known from breaches, or made of what others know of you.",
});

export const passkeyRefused = defineProblem({
  code: "passkey_refused",
  status: 422,
  title: "This passkey cannot be added",
  describe:
    "The device's answer does not fit what was asked: it is too late, was sent before, is for another site, or the person was not recognized. Ask for new options and try again.",
  remedy:
    "Ask for new options with `POST /v1/me/passkeys/options`, let the device answer them, and send that answer once, within their time.",
});

export const tooManyPasskeys = defineProblem({
  code: "too_many_passkeys",
  status: 409,
  title: "You have enough passkeys",
  describe: "An account has at most 20 passkeys. Remove one that you no longer use.",
  remedy:
    "Remove one with `DELETE /v1/me/passkeys/{id}`, then add the new one. `GET /v1/me/passkeys` says when each was used last.",
});

export const lastWayIn = defineProblem({
  code: "last_way_in",
  status: 409,
  title: "You could not log in any more",
  describe:
    "It is the last way to log in to the account. Set a password, add a passkey or link an account first.",
  remedy:
    "First give the account another way in: a password with `POST /v1/me/password`, a passkey, or an account elsewhere. Then repeat the request.",
});

export const linkFirst = defineProblem({
  code: "link_first",
  status: 409,
  title: "Log in another way first",
  describe:
    "The account elsewhere is not linked to one here, and its provider does not vouch for an e-mail address by which it could be known. Log in another way, then link it: `POST /v1/me/linked_accounts/oauth/{provider}`.",
  remedy:
    "Log in another way and link the account with `POST /v1/me/linked_accounts/oauth/{provider}`. Who has no account yet registers with `POST /v1/auth/register`.",
});
