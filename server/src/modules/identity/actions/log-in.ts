import Type from "typebox";
import type { PublicContext } from "#platform/access";
import { definePublicAction, type Ending, refuse } from "#platform/action";
import type { PersonTx } from "#platform/db";
import { comparableEmail, Email } from "#platform/email";
import { tooManyAttempts } from "#platform/limits";
import { hashToken, isToken, newToken } from "#platform/opaque-token";
import { type Account, findAccount, writePassword } from "../account.queries.ts";
import { invalidCredentials, mfaRequired } from "../errors.ts";
import { loginAttempts } from "../login-attempts.ts";
import { type SessionKind, SignedIn, sessionKind, wantedOrganization } from "../session.ts";
import { insertUserToken } from "../user-token.queries.ts";
import { type Login, prepareLogin, startSession, type Wanted } from "./start-session.ts";

/** In whose trail a failure is written that is nobody's: as much work as for somebody's. */
const nobody = "00000000-0000-0000-0000-000000000000";
const mfaMs = 5 * 60_000;

const LogIn = Type.Object(
  {
    email: Email,
    password: Type.String({
      minLength: 1,
      maxLength: 1_000,
      description: "The password.",
      examples: ["violet kettle under snow"],
    }),
    session: sessionKind,
    organization_id: wantedOrganization,
  },
  { additionalProperties: false },
);

type Checked = {
  account: Account | undefined;
  /** Undefined when the password was wrong. */
  login: Login | undefined;
  /** Of a password whose hash was older than those of today. */
  newHash: string | undefined;
};

/**
 * Log in with e-mail and password. Whether there is an account is not to be told from the answer, nor from the time
 * that it takes; what failed is counted afterwards, so that right passwords sent at once lock nobody out.
 */
export const logIn = definePublicAction({
  name: "auth.login",
  title: "Log in",
  door: "POST /v1/auth/login",
  because: "whoever logs in is not known yet",
  describe:
    "Log in with e-mail and password. Who has a second factor gets 401 `mfa_required` with an `mfa_token` and goes on at `/v1/auth/login/totp`.",
  input: LogIn,
  output: SignedIn,
  status: 200,
  subject: "session",
  fails: [invalidCredentials, mfaRequired, tooManyAttempts],
  async prepare(context, { email, password }, services): Promise<Checked> {
    const address = comparableEmail(email);
    const account = await findAccount(services.lookUp, address, deviceHash(context));
    const { asked, own, place } = loginAttempts(
      context,
      address,
      account?.known_device ? account.id : undefined,
    );
    const { attempts, passwords } = services;
    // who must wait anyhow takes nobody's place in the queue
    await attempts.check(asked);
    // counted in the turn of the check: who waits behind must not get in before the count
    const { ok, upgrade } = await passwords.verify(password, account?.hash ?? undefined, {
      place,
      whenItsTurn: () => attempts.check(asked),
      whenWrong: () => attempts.failed(asked),
    });
    if (!ok || account === undefined) return { account, login: undefined, newHash: undefined };
    // with a second factor nothing is proven yet, and what was counted stays
    if (!account.totp) await attempts.succeeded(own);
    const newHash = upgrade ? await passwords.hash(password, place) : undefined;
    return { account, login: await prepareLogin(context, services, account), newHash };
  },
  async run(context, tx, input, { account, login, newHash }) {
    tx.become(account?.id ?? nobody);
    if (login === undefined) return refuse(notThisWay());
    if (newHash !== undefined) await writePassword(tx, login.account.id, newHash);
    const wanted = {
      kind: input.session ?? "token",
      organizationId: input.organization_id,
      methods: ["password"],
    };
    return await finishLogin(context, tx, login, wanted);
  },
});

/** One sentence for all cases: the last of them is told to nobody in particular, and helps whom it concerns. */
const notThisWay = () =>
  invalidCredentials(
    "E-mail or password is wrong, or the address is not confirmed yet: the link is in the mail.",
  );

/** The session, or the question for the second factor. */
export async function finishLogin(
  context: PublicContext,
  tx: PersonTx,
  login: Login,
  wanted: Wanted & { kind: SessionKind },
): Promise<Ending> {
  const { account } = login;
  if (!account.totp) return await startSession(context, tx, login, wanted);
  const token = newToken("mfa");
  insertUserToken(tx, {
    userId: account.id,
    purpose: "mfa",
    hash: hashToken(token),
    detail: { kind: wanted.kind, organization_id: wanted.organizationId ?? null, methods: wanted.methods },
    securityVersion: account.security_version,
    expiresAt: new Date(context.now.getTime() + mfaMs),
  });
  const members = { mfa_token: token, methods: ["totp", "recovery_code"] };
  return refuse(mfaRequired("Send a code of your authenticator app, or a recovery code.", { members }));
}

/** Of the browser's device cookie, if it has one of ours. */
export function deviceHash({ device }: Pick<PublicContext, "device">): Buffer | null {
  const token = device.cookie("device");
  return token !== undefined && isToken("device", token) ? hashToken(token) : null;
}
