import Type from "typebox";
import { factorChangedMail } from "#modules/notifications";
import { definePersonalAction } from "#platform/action";
import { notFound } from "#platform/errors";
import { raiseSecurityVersion } from "../account.queries.ts";
import { removeTotpRows } from "../factor.queries.ts";
import { tellOwner } from "./tell-owner.ts";

/** No second factor any more: the app and its recovery codes go together. */
export const removeTotp = definePersonalAction({
  name: "me.remove_totp",
  title: "Remove the authenticator app",
  door: "DELETE /v1/me/totp",
  because: "it is their own second factor",
  describe:
    "Stop using the authenticator app. Its recovery codes go with it; logins ask for the password alone.",
  input: Type.Object({}, { additionalProperties: false }),
  status: 204,
  subject: "user",
  stepUp: true,
  fails: [notFound],
  async prepare(_context, _input, services) {
    return services;
  },
  async run({ person }, tx, _input, services) {
    await raiseSecurityVersion(tx, person.userId);
    const gone = await removeTotpRows(tx, person.userId);
    if (gone === undefined) throw notFound("You use no authenticator app.");
    if (gone.confirmed) tellOwner(tx, services, person, (to) => factorChangedMail(to, "totp_removed"));
    return { answer: {}, id: person.userId };
  },
});
