/** A session as a caller: the human for themselves, or as the member of an organization. */
import { findTenants, listMemberships, type Membership } from "#modules/organizations";
import {
  type AnyContext,
  type Context,
  createContext,
  createPersonContext,
  nobodysScope,
  type Person,
  plainTenant,
  type Tenant,
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
  const ids = memberships.map(({ organization_id }) => organization_id);
  const tenants = ids.length === 0 ? new Map<string, Tenant>() : await findTenants(lookUp, ids);
  const byId = new Map(memberships.map((membership) => [membership.organization_id, membership]));
  // who belonged nowhere when the session began acts for what they joined since
  const usual = claims?.org ?? session.organization_id ?? memberships[0]?.organization_id;
  const until = endOf(session, claims);
  const people = [session.user_id]; // one list for all requests: what is worked out of it is remembered by it
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
    subjects: [session.id, session.user_id, ...ids, ...memberships.flatMap(({ role }) => role.id ?? [])],
    // whoever belongs nowhere is about to found or join something, and goes on with it at once
    fleeting: memberships.length === 0,
    contextOf(credential) {
      const request = { ...requestOf(credential), apiVersion: currentApiVersion, clock };
      const membership = chosen(byId, credential.organization, usual);
      const context: AnyContext =
        membership === undefined
          ? createPersonContext(person, request)
          : createContext({
              ...request,
              ...holdOfMembership(membership, person),
              people,
              tenant: tenants.get(membership.organization_id) ?? plainTenant,
              person,
            });
      if (context.now.getTime() >= until) throw unknownCredential();
      // a page that is open and watches is nobody at work
      if (credential.door !== "stream") touched.add(session.id);
      return context;
    },
  };
}

/** @throws 403 for an organization that is not theirs: the same for one that never existed. */
function chosen(
  memberships: ReadonlyMap<string, Membership>,
  asked: string | undefined,
  usual: string | undefined,
): Membership | undefined {
  if (asked !== undefined && !memberships.has(asked))
    throw noOrganization("You are no member of the organization that Plinth-Organization names.");
  return memberships.get(asked ?? usual ?? "");
}

/** What a member or a buyer may in the organization, and what they see of it. */
export function holdOfMembership(
  { organization_id, kind, role, customers }: Membership,
  { userId, name }: Pick<Person, "userId" | "name">,
): Pick<Context, "organizationId" | "actor" | "permissions" | "scope" | "responsibleUserId"> {
  const scope = customers === null ? "all" : customers.length === 0 ? nobodysScope : customers;
  return {
    organizationId: organization_id,
    actor: { kind, id: userId, name },
    permissions: role.permissions,
    scope,
    responsibleUserId: userId,
  };
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
