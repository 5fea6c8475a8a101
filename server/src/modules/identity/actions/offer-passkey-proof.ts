import Type from "typebox";
import { definePersonalAction } from "#platform/action";
import { newChallenge } from "../challenge.ts";
import { readCredentials } from "../passkey.queries.ts";
import { PasskeyOptions } from "../passkey.ts";
import { requestOptions } from "../webauthn.ts";

/** A challenge for one of one's own passkeys: a fresh proof of who is sitting there. */
export const offerPasskeyProof = definePersonalAction({
  name: "auth.offer_passkey_proof",
  title: "Options for a proof with a passkey",
  door: "POST /v1/auth/step_up/passkey/options",
  because: "people prove themselves for their own session",
  describe:
    "What a browser needs to ask for one of your passkeys. Its answer goes with `challenge_token` to `/v1/auth/step_up`.",
  input: Type.Object({}, { additionalProperties: false }),
  output: PasskeyOptions,
  status: 200,
  subject: "passkey",
  trail: "refusals",
  async prepare(context, _input, { keyRing, publicUrl, read }) {
    const { userId, sessionId } = context.person;
    const { token, challenge } = newChallenge(keyRing, context.now, {
      purpose: "step_up",
      userId,
      sessionId,
    });
    const own = await readCredentials(read, context);
    return { challenge_token: token, options: await requestOptions(publicUrl, challenge.challenge, own) };
  },
  async run(_context, _tx, _input, offered) {
    return { answer: offered };
  },
});
