import Type from "typebox";
import { definePersonalAction, refuse } from "#platform/action";
import { invalidState } from "#platform/errors";
import { writeUnconfirmedTotp } from "../factor.queries.ts";
import { newTotpSecret, totpQr, totpUri } from "../totp.ts";
import { sealTotpSecret } from "./accept-second-factor.ts";

/**
 * The secret for an authenticator app, shown this once. Nothing asks for it before a first code has shown that it has
 * arrived; asked again until then, it is another one. A factor that is in use is never replaced: it is removed first.
 */
export const enrolTotp = definePersonalAction({
  name: "me.enrol_totp",
  title: "Set up an authenticator app",
  door: "POST /v1/me/totp",
  because: "it is their own second factor",
  describe:
    "Begin to use an authenticator app: the secret, as text and as a QR code, shown this once. It counts when `POST /v1/me/totp/confirm` has seen a code of it.",
  input: Type.Object({}, { additionalProperties: false }),
  output: Type.Object({
    secret: Type.String({
      description: "The secret in base32, to be typed.",
      examples: ["JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"],
    }),
    uri: Type.String({
      description: "The same as an address that apps open.",
      examples: ["otpauth://totp/Plinth:ada%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Plinth"],
    }),
    qr_svg: Type.String({ description: "The address as an SVG image.", examples: ["<svg>…</svg>"] }),
  }),
  status: 200,
  subject: "user",
  stepUp: true,
  fails: [invalidState],
  async prepare(_context, _input, { keyRing }) {
    return keyRing;
  },
  async run(context, tx, _input, keyRing) {
    const { userId, email } = context.person;
    const secret = newTotpSecret();
    if (!(await writeUnconfirmedTotp(tx, userId, sealTotpSecret(keyRing, userId, secret))))
      return refuse(invalidState("You use an authenticator app already. Remove it before you take another."));
    const uri = totpUri(secret, { issuer: "Plinth", account: email });
    return { answer: { secret, uri, qr_svg: totpQr(uri) }, id: userId };
  },
});
