import Type from "typebox";
import { definePublicAction, refuse } from "#platform/action";
import { tooManyAttempts } from "#platform/limits";
import { credentialsAreStill, findAccountById } from "../account.queries.ts";
import { invalidCredentials } from "../errors.ts";
import { addressAttempts } from "../login-attempts.ts";
import { ChallengeToken, UsedPasskey } from "../passkey.ts";
import { SignedIn, sessionKind, wantedOrganization } from "../session.ts";
import { checkPasskey, notAccepted, spendPasskey } from "./accept-passkey.ts";
import { deviceHash } from "./log-in.ts";
import { prepareLogin, startSession } from "./start-session.ts";

const LogInWithPasskey = Type.Object(
  {
    challenge_token: ChallengeToken,
    response: UsedPasskey,
    session: sessionKind,
    organization_id: wantedOrganization,
  },
  { additionalProperties: false },
);

/**
 * Log in with a passkey. It is something that one has, opened by something that one is or knows: no second factor is
 * asked besides. Whatever is wrong gets one and the same answer.
 */
export const logInWithPasskey = definePublicAction({
  name: "auth.login_passkey",
  title: "Log in with a passkey",
  door: "POST /v1/auth/login/passkey",
  because: "whoever logs in is not known yet",
  describe:
    "Log in with a passkey: the answer of `navigator.credentials.get()` to the options of `/v1/auth/login/passkey/options`. No second factor is asked besides.",
  input: LogInWithPasskey,
  output: SignedIn,
  status: 200,
  subject: "session",
  fails: [invalidCredentials, tooManyAttempts],
  async prepare(context, input, services) {
    const counted = addressAttempts(context);
    await services.attempts.check(counted);
    const checked = await checkPasskey(services, input, { purpose: "login" }, context.now);
    if (checked.accepted === undefined) await services.attempts.failed(counted);
    const account =
      checked.accepted &&
      (await findAccountById(services.lookUp, checked.accepted.passkey.user_id, deviceHash(context)));
    return { checked, login: account && (await prepareLogin(context, services, account)) };
  },
  async run(context, tx, input, { checked, login }) {
    if (checked.owner !== undefined) tx.become(checked.owner);
    if (login === undefined) return refuse(notAccepted());
    // first the user, then the passkey: in the order in which it would be removed
    const { id, security_version } = login.account;
    if (!(await credentialsAreStill(tx, id, security_version)) || !(await spendPasskey(tx, checked)))
      return refuse(notAccepted());
    return await startSession(context, tx, login, {
      kind: input.session ?? "token",
      organizationId: input.organization_id,
      methods: ["passkey"],
    });
  },
});
