import Type from "typebox";
import { definePublicAction } from "#platform/action";
import { newChallenge } from "../challenge.ts";
import { PasskeyOptions } from "../passkey.ts";
import { requestOptions } from "../webauthn.ts";

/** A challenge for whoever has a passkey of this site: the browser asks which, so that nobody says who they are first. */
export const offerPasskeyLogin = definePublicAction({
  name: "auth.offer_passkey",
  title: "Options for a passkey login",
  door: "POST /v1/auth/login/passkey/options",
  because: "whoever logs in is not known yet",
  describe:
    "What a browser needs to ask for a passkey: hand `options` to `navigator.credentials.get()`, and its answer with `challenge_token` to `/v1/auth/login/passkey`.",
  input: Type.Object({}, { additionalProperties: false }),
  output: PasskeyOptions,
  status: 200,
  subject: "passkey",
  async prepare({ now }, _input, { keyRing, publicUrl }) {
    const { token, challenge } = newChallenge(keyRing, now, { purpose: "login" });
    return { challenge_token: token, options: await requestOptions(publicUrl, challenge.challenge) };
  },
  async run(_context, _tx, _input, offered) {
    return { answer: offered };
  },
});
