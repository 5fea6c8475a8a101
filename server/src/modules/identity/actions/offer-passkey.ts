import Type from "typebox";
import { definePersonalAction } from "#platform/action";
import { newChallenge } from "../challenge.ts";
import { tooManyPasskeys } from "../errors.ts";
import { readCredentials } from "../passkey.queries.ts";
import { mostPasskeys, PasskeyOptions } from "../passkey.ts";
import { creationOptions } from "../webauthn.ts";

/** What a browser needs to make a passkey for this account, on a device that has none of it yet. */
export const offerPasskey = definePersonalAction({
  name: "passkeys.offer",
  title: "Options for a new passkey",
  door: "POST /v1/me/passkeys/options",
  because: "people add ways to log in to their own account",
  describe:
    "What a browser needs to make a passkey: hand `options` to `navigator.credentials.create()`, and its answer with `challenge_token` to `/v1/me/passkeys`.",
  input: Type.Object({}, { additionalProperties: false }),
  output: PasskeyOptions,
  status: 200,
  subject: "passkey",
  trail: "refusals",
  stepUp: true,
  fails: [tooManyPasskeys],
  async prepare(context, _input, { keyRing, publicUrl, read }) {
    const { userId, sessionId, email, name } = context.person;
    const known = await readCredentials(read, context);
    if (known.length >= mostPasskeys) throw enough();
    const { token, challenge } = newChallenge(keyRing, context.now, {
      purpose: "register",
      userId,
      sessionId,
    });
    const user = { id: userId, email, name };
    return {
      challenge_token: token,
      options: await creationOptions(publicUrl, challenge.challenge, user, known),
    };
  },
  async run(_context, _tx, _input, offered) {
    return { answer: offered };
  },
});

export const enough = () =>
  tooManyPasskeys(`You have ${mostPasskeys} passkeys. Remove one that you no longer use.`);
