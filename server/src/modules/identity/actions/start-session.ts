/** The end of every login: a session, with what carries it in a program or a browser. */

import { newDeviceMail } from "#modules/notifications";
import { listMemberships, type Membership } from "#modules/organizations";
import type { PersonContext, PublicContext } from "#platform/access";
import { type Cookie, type Ending, notThere, refuse, type Services } from "#platform/action";
import type { PersonTx } from "#platform/db";
import { sendMail } from "#platform/mail";
import { hashToken, isToken, newToken } from "#platform/opaque-token";
import { accessTokenSeconds } from "#platform/tokens";
import { uuidv7 } from "#platform/uuid";
import { type Account, credentialsAreStill } from "../account.queries.ts";
import { invalidCredentials } from "../errors.ts";
import { hashRefreshToken, newRefreshToken } from "../refresh-token.ts";
import { endSessions, findSessionByCookie, insertSession } from "../session.queries.ts";
import { idleMs, longestMs, organizationsOf, type SessionKind } from "../session.ts";

/** Everything about a login that was looked up before its transaction. */
export type Login = {
  account: Account;
  memberships: Membership[];
  services: Services;
  /** The session of the cookie that the browser brings along: a login replaces it. */
  replaced: { userId: string; id: string } | undefined;
};

export type Wanted = {
  kind: SessionKind;
  organizationId: string | undefined;
  methods: readonly string[];
};

/** Looks up what a login needs to know besides the account. */
export async function prepareLogin(
  context: PublicContext,
  services: Services,
  account: Account,
): Promise<Login> {
  const [memberships, replaced] = await Promise.all([
    listMemberships(services.lookUp, account.id),
    replacedSession(context, services),
  ]);
  return { account, memberships, services, replaced };
}

async function replacedSession(context: PublicContext, { lookUp }: Services): Promise<Login["replaced"]> {
  const cookie = context.device.cookie("session");
  if (cookie === undefined || !isToken("session", cookie)) return undefined;
  const session = await findSessionByCookie(lookUp, hashToken(cookie));
  return session && { userId: session.user_id, id: session.id };
}

/**
 * Starts the session of a user who has proven everything that is asked of them. The caller has become that user.
 * Ends in a refusal when the credentials were changed since they were proven.
 */
export async function startSession(
  context: PublicContext,
  tx: PersonTx,
  login: Login,
  { kind, organizationId, methods }: Wanted,
): Promise<Ending> {
  const { account, services, replaced } = login;
  if (!(await credentialsAreStill(tx, account.id, account.security_version)))
    return refuse(invalidCredentials("The account's credentials were changed a moment ago. Log in again."));

  if (!isTheirs(login.memberships, organizationId)) return refuse(notThere("/organization_id"));
  const organization = organizationId?.toLowerCase() ?? login.memberships[0]?.organization_id;
  if (replaced?.userId === account.id) await endSessions(tx, account.id, { only: replaced.id }, "replaced");
  const id = uuidv7();
  const device = deviceToken(context);
  const cookie = kind === "cookie" ? newToken("session") : undefined;
  const refreshToken = kind === "token" ? newRefreshToken(id, services.keyRing) : undefined;
  insertSession(tx, {
    userId: account.id,
    id,
    kind,
    organizationId: organization ?? null,
    methods,
    cookieHash: cookie === undefined ? null : hashToken(cookie),
    refreshHash: refreshToken === undefined ? null : hashRefreshToken(refreshToken),
    deviceHash: hashToken(device),
    userAgent: context.device.userAgent,
    address: context.address,
    expiresAt: new Date(context.now.getTime() + longestMs),
  });
  if (account.logged_in_before && !account.known_device) tellOfNewDevice(context, tx, login);

  const answer = await signedIn(services, {
    ...login,
    sessionId: id,
    organization,
    refreshToken,
  });
  return {
    answer,
    id,
    cookies: [deviceCookie(device), ...(cookie === undefined ? [] : [sessionCookie(cookie)])],
  };
}

type Known = Pick<Login, "memberships"> & {
  account: Pick<Account, "id" | "email" | "name" | "locale">;
  sessionId: string;
  organization: string | undefined;
  /** Undefined in a browser, which carries its cookie. */
  refreshToken: string | undefined;
};

/** What a login, and a refresh, answers. */
export async function signedIn(services: Services, known: Known): Promise<object> {
  const { account, memberships, sessionId, organization, refreshToken } = known;
  const { id, email, name, locale } = account;
  const tokens =
    refreshToken === undefined
      ? {}
      : {
          token_type: "Bearer",
          access_token: await services.signer.sign({ sub: id, sid: sessionId, org: organization }),
          expires_in: accessTokenSeconds,
          refresh_token: refreshToken,
          refresh_expires_in: idleMs / 1_000,
        };
  return {
    user: { id, email, name, locale },
    organizations: organizationsOf(memberships),
    organization_id: organization ?? null,
    session_id: sessionId,
    ...tokens,
  };
}

/** An organization of others is refused like one that never existed; remembered, because the password was right. */
function isTheirs(memberships: Membership[], wanted: string | undefined): boolean {
  return wanted === undefined || memberships.some((one) => one.organization_id === wanted.toLowerCase());
}

/** The browser's name over many sessions: the one that it has, or a new one. */
function deviceToken({ device }: PublicContext | PersonContext): string {
  const known = device.cookie("device");
  return known !== undefined && isToken("device", known) ? known : newToken("device");
}

function deviceCookie(value: string): Cookie {
  return { name: "device", value, maxAgeSeconds: 400 * 86_400 };
}

export function sessionCookie(value: string | null): Cookie {
  return { name: "session", value, maxAgeSeconds: longestMs / 1_000 };
}

function tellOfNewDevice(context: PublicContext, tx: PersonTx, { account, services }: Login): void {
  const { email: to, name, locale } = account;
  const recipient = { to, name, locale, publicUrl: services.publicUrl };
  const device = { agent: context.device.userAgent, address: context.address, at: context.now };
  sendMail(tx, services.keyRing, newDeviceMail(recipient, device));
}
