import Type from "typebox";
import { factorChangedMail } from "#modules/notifications";
import { definePersonalAction } from "#platform/action";
import { invalidState } from "#platform/errors";
import { raiseSecurityVersion } from "../account.queries.ts";
import { lockTotp, replaceRecoveryCodes } from "../factor.queries.ts";
import { newRecoveryCodes, RecoveryCodes } from "../recovery-code.ts";
import { tellOwner } from "./tell-owner.ts";

/** Ten others: because few are left, or because the sheet of paper is gone. */
export const renewRecoveryCodes = definePersonalAction({
  name: "me.renew_recovery_codes",
  title: "Renew the recovery codes",
  door: "POST /v1/me/recovery_codes",
  because: "they are their own recovery codes",
  describe: "Ten new recovery codes, shown this once. All older ones are void.",
  input: Type.Object({}, { additionalProperties: false }),
  output: RecoveryCodes,
  status: 200,
  subject: "user",
  stepUp: true,
  fails: [invalidState],
  async prepare(_context, _input, services) {
    return services;
  },
  async run({ person }, tx, _input, services) {
    await raiseSecurityVersion(tx, person.userId);
    const factor = await lockTotp(tx, person.userId);
    if (factor === undefined || factor.confirmed_at === null)
      throw invalidState("Recovery codes stand in for an authenticator app, and you use none.");
    const codes = newRecoveryCodes();
    replaceRecoveryCodes(tx, person.userId, codes);
    tellOwner(tx, services, person, (to) => factorChangedMail(to, "recovery_codes_renewed"));
    return { answer: { recovery_codes: codes }, id: person.userId };
  },
});
