import Type from "typebox";
import { factorChangedMail } from "#modules/notifications";
import type { PersonContext } from "#platform/access";
import { definePersonalAction, refuse, type Services } from "#platform/action";
import { invalidState } from "#platform/errors";
import { tooManyAttempts } from "#platform/limits";
import { lockUser, raiseSecurityVersion } from "../account.queries.ts";
import { invalidCredentials } from "../errors.ts";
import { confirmTotpRow, lockTotp, replaceRecoveryCodes, type TotpFactor } from "../factor.queries.ts";
import { secondFactorAttempts } from "../login-attempts.ts";
import { newRecoveryCodes, RecoveryCodes } from "../recovery-code.ts";
import { acceptedStep } from "../totp.ts";
import { Code, openTotpSecret, wrongSecondFactor } from "./accept-second-factor.ts";
import { tellOwner } from "./tell-owner.ts";

/** A secret that was shown long ago may have been seen by others since. */
const waitsForMs = 60 * 60_000;

/** The first code shows that the secret has arrived: from now on every login asks for one. */
export const confirmTotp = definePersonalAction({
  name: "me.confirm_totp",
  title: "Confirm the authenticator app",
  door: "POST /v1/me/totp/confirm",
  because: "it is their own second factor",
  describe:
    "Finish `POST /v1/me/totp` with a code of the app, within an hour. Logins ask for a code from now on; the answer shows ten recovery codes, this once.",
  input: Type.Object({ code: Code }, { additionalProperties: false }),
  output: RecoveryCodes,
  status: 200,
  subject: "user",
  fails: [invalidCredentials, invalidState, tooManyAttempts],
  async prepare(_context, _input, services) {
    return services;
  },
  async run(context, tx, { code }, services) {
    const { person, now } = context;
    const { userId } = person;
    lockUser(tx, userId);
    const factor = await lockTotp(tx, userId);
    if (factor === undefined || now.getTime() - factor.created_at.getTime() > waitsForMs)
      return refuse(invalidState("There is no authenticator app to confirm. Begin with POST /v1/me/totp."));
    if (factor.confirmed_at !== null)
      return refuse(invalidState("The authenticator app is confirmed already."));
    const step = await stepOf(context, services, factor, code);
    if (step === undefined) return refuse(wrongSecondFactor({ code }));

    await raiseSecurityVersion(tx, userId);
    confirmTotpRow(tx, userId, step);
    const codes = newRecoveryCodes();
    replaceRecoveryCodes(tx, userId, codes);
    tellOwner(tx, services, person, (to) => factorChangedMail(to, "totp_enrolled"));
    return { answer: { recovery_codes: codes }, id: userId };
  },
});

/** The time step of the code, if it is right; a wrong one is counted, behind the lock. */
async function stepOf(
  context: PersonContext,
  { keyRing, attempts }: Services,
  factor: TotpFactor,
  code: string,
): Promise<number | undefined> {
  const { userId } = context.person;
  const counted = secondFactorAttempts(context, { userId, knownDevice: false });
  await attempts.check(counted);
  const step = acceptedStep(openTotpSecret(keyRing, userId, factor.secret_sealed), code, context.now, null);
  await (step === undefined ? attempts.failed(counted) : attempts.succeeded(counted));
  return step;
}
