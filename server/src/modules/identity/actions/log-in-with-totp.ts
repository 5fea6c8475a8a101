import Type from "typebox";
import { definePublicAction, refuse } from "#platform/action";
import { tooManyAttempts } from "#platform/limits";
import { hashToken, isToken } from "#platform/opaque-token";
import { findAccountById } from "../account.queries.ts";
import { invalidCredentials } from "../errors.ts";
import { secondFactorAttempts } from "../login-attempts.ts";
import { type SessionKind, SignedIn } from "../session.ts";
import { findTokenOwner, lockUserToken, spendUserToken } from "../user-token.queries.ts";
import { acceptSecondFactor, Code, RecoveryCode, wrongSecondFactor } from "./accept-second-factor.ts";
import { deviceHash } from "./log-in.ts";
import { prepareLogin, startSession } from "./start-session.ts";

const LogInWithTotp = Type.Object(
  {
    mfa_token: Type.String({
      minLength: 1,
      maxLength: 200,
      description: "From the answer to the first factor.",
      examples: ["plm_8fK2…"],
    }),
    code: Type.Optional(Code),
    recovery_code: Type.Optional(RecoveryCode),
  },
  {
    additionalProperties: false,
    examples: [
      { mfa_token: "plm_8fK2…", code: "492039" },
      { mfa_token: "plm_8fK2…", recovery_code: "fam8-re18-c2ew-fc3a" },
    ],
  },
);

/** The second step of a login. Each code is good once; who guesses waits longer with every failure. */
export const logInWithTotp = definePublicAction({
  name: "auth.login_totp",
  title: "Log in: the second step",
  door: "POST /v1/auth/login/totp",
  because: "whoever logs in is not known yet",
  describe: "The second step of a login: a code of the authenticator app, or a recovery code.",
  input: LogInWithTotp,
  output: SignedIn,
  status: 200,
  subject: "session",
  fails: [invalidCredentials, tooManyAttempts],
  async prepare(context, { mfa_token }, services) {
    const hash = hashToken(mfa_token);
    const userId = isToken("mfa", mfa_token) ? await findTokenOwner(services.lookUp, "mfa", hash) : undefined;
    const account = userId && (await findAccountById(services.lookUp, userId, deviceHash(context)));
    if (!account) return undefined;
    return { hash, services, login: await prepareLogin(context, services, account) };
  },
  async run(context, tx, input, known) {
    if (known === undefined) return refuse(tooLate());
    const { hash, login, services } = known;
    const { account } = login;
    tx.become(account.id);
    const token = await lockUserToken(tx, account.id, "mfa", hash);
    if (token === undefined) return refuse(tooLate());

    const counted = secondFactorAttempts(context, { userId: account.id, knownDevice: account.known_device });
    const method = await acceptSecondFactor(
      tx,
      { userId: account.id, counted },
      services,
      context.now,
      input,
    );
    if (method === undefined) return refuse(wrongSecondFactor(input));
    await spendUserToken(tx, account.id, token.id);
    const { kind, organization_id, methods } = token.detail as {
      kind: SessionKind;
      organization_id: string | null;
      methods: string[];
    };
    const current = { ...account, security_version: token.security_version };
    const wanted = { kind, organizationId: organization_id ?? undefined, methods: [...methods, method] };
    return await startSession(context, tx, { ...login, account: current }, wanted);
  },
});

const tooLate = () =>
  invalidCredentials("This login has taken too long or was finished already. Begin again.");
