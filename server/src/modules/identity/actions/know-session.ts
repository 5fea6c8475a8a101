/** A session as a caller: the human for themselves, or as the member of an organization. */
import { listMemberships, permissionsOfMember } from "#modules/organizations";
import {
  type AnyContext,
  createContext,
  createPersonContext,
  type Person,
  permissions,
} from "#platform/access";
import { noOrganization, type Services } from "#platform/action";
import type { Clock } from "#platform/clock";
import type { Credential } from "#platform/doors/rest";
import type { Claims } from "#platform/tokens";
import { unknownCredential } from "../credential.ts";
import { currentApiVersion } from "../key.ts";
import type { Known } from "../remembered.ts";
import type { LiveSession } from "../session.queries.ts";
import { idleMs, replacedForMs } from "../session.ts";

type Through = {
  /** Of the access token that names the session; absent with a cookie. */
  claims?: Claims;
  /** Sessions that showed a sign of life. */
  touched: Set<string>;
};

/** Reads where the user is a member. The session was found and has not ended. */
export async function knowSession(
  lookUp: Services["lookUp"],
  clock: Clock,
  session: LiveSession,
  { claims, touched }: Through,
): Promise<Known> {
  const memberships = await listMemberships(lookUp, session.user_id);
  const all = permissions().map(({ name }) => name);
  const rights = new Map(
    memberships.map(({ organization_id, role }) => [organization_id, permissionsOfMember(role, all)]),
  );
  // who belonged nowhere when the session began acts for what they joined since
  const usual = claims?.org ?? session.organization_id ?? memberships[0]?.organization_id;
  const until = endOf(session, claims);
  const person: Person = {
    userId: session.user_id,
    email: session.email,
    name: session.name,
    locale: session.locale,
    sessionId: session.id,
    authenticatedAt: session.authenticated_at,
    methods: session.methods,
  };

  return {
    subjects: [session.id, session.user_id],
    // whoever belongs nowhere is about to found or join something, and goes on with it at once
    fleeting: memberships.length === 0,
    contextOf(credential) {
      const request = { ...requestOf(credential), apiVersion: currentApiVersion, clock };
      const organizationId = chosen(rights, credential.organization, usual);
      const held = organizationId === undefined ? undefined : rights.get(organizationId);
      const context: AnyContext =
        organizationId === undefined || held === undefined
          ? createPersonContext(person, request)
          : createContext({
              ...request,
              organizationId,
              actor: { kind: "member", id: person.userId, name: person.name },
              permissions: held,
              scope: "all",
              person,
            });
      if (context.now.getTime() >= until) throw unknownCredential();
      touched.add(session.id);
      return context;
    },
  };
}

/** @throws 403 for an organization that is not theirs: the same for one that never existed. */
function chosen(
  rights: ReadonlyMap<string, unknown>,
  asked: string | undefined,
  usual: string | undefined,
): string | undefined {
  if (asked !== undefined && !rights.has(asked))
    throw noOrganization("You are no member of the organization that Plinth-Organization names.");
  return asked ?? usual;
}

/** When it is worth nothing any more, in ms: the token, the session, its silence, or a cookie that was replaced. */
function endOf({ expires_at, last_seen_at, replaced_at }: LiveSession, claims: Claims | undefined): number {
  return Math.min(
    expires_at.getTime(),
    last_seen_at.getTime() + idleMs,
    claims === undefined ? Number.POSITIVE_INFINITY : claims.exp * 1_000,
    replaced_at === null ? Number.POSITIVE_INFINITY : replaced_at.getTime() + replacedForMs,
  );
}

/** What of a request becomes part of its context. */
export function requestOf({ requestId, door, address, device }: Credential) {
  return { requestId, door, address, device };
}
