/** An API key as a caller: of a service account, of a member, or of the organization itself. */
import {
  findMemberHold,
  findServiceAccount,
  findTenants,
  heldRole,
  permissionsOf,
} from "#modules/organizations";
import {
  type Actor,
  type Context,
  createContext,
  nobodysScope,
  permissionSet,
  plainTenant,
} from "#platform/access";
import { noOrganization, type Services } from "#platform/action";
import type { Clock } from "#platform/clock";
import { inRanges } from "#platform/limits";
import { unknownCredential } from "../credential.ts";
import { findKeyByHash, type KnownKey } from "../queries.ts";
import type { Known } from "../remembered.ts";
import { requestOf } from "./know-session.ts";

type LookUp = Services["lookUp"];

/** @param used ids of keys that were used, for `last_used_at` */
export async function knowKey(
  lookUp: LookUp,
  clock: Clock,
  hash: Buffer,
  used: Set<string>,
): Promise<Known | undefined> {
  const key = await findKeyByHash(lookUp, hash);
  if (key === undefined) return undefined;
  const hold = await holdOf(lookUp, key);
  if (hold === undefined) return undefined;
  const until = Math.min(
    key.expires_at?.getTime() ?? Number.POSITIVE_INFINITY,
    key.replaced_until?.getTime() ?? Number.POSITIVE_INFINITY,
  );

  return {
    subjects: hold.subjects,
    contextOf(credential) {
      const context = createContext({ ...hold.given, ...requestOf(credential), clock });
      if (context.now.getTime() >= until) throw unknownCredential();
      if (key.allowed_ranges !== null && !inRanges(credential.address, key.allowed_ranges))
        throw unknownCredential();
      if (credential.organization !== undefined && credential.organization !== key.organization_id)
        throw noOrganization("An API key acts for its own organization only: leave Plinth-Organization out.");
      used.add(key.id);
      return context;
    },
  };
}

/** What a key is worth at the moment: the part of a context that does not depend on the request. */
export type Hold = {
  given: Pick<
    Context,
    | "organizationId"
    | "actor"
    | "permissions"
    | "scope"
    | "apiVersion"
    | "expiresAt"
    | "allowedRanges"
    | "responsibleUserId"
    | "people"
    | "tenant"
  >;
  /** A revocation of any of these makes it worth something else. */
  subjects: string[];
};

/** @returns undefined for a key that is worth nothing: it was revoked, or its owner is no more. */
export async function holdOf(lookUp: LookUp, key: KnownKey): Promise<Hold | undefined> {
  if (key.revoked_at !== null) return undefined;
  const [owner, tenants] = await Promise.all([
    ownerOf(lookUp, key),
    findTenants(lookUp, [key.organization_id]),
  ]);
  if (owner === undefined) return undefined;
  const { role_id, user_id, service_account_id, organization_id } = key;
  return {
    given: {
      organizationId: organization_id,
      actor: owner.actor,
      permissions: owner.held,
      scope: scopeOf(key, owner),
      apiVersion: key.api_version,
      expiresAt: key.expires_at,
      allowedRanges: key.allowed_ranges,
      responsibleUserId: user_id,
      // a key that the version before made while both ran says of nobody who has seen it
      people: user_id === null || key.people.includes(user_id) ? key.people : [...key.people, user_id],
      tenant: tenants.get(organization_id) ?? plainTenant,
    },
    subjects: [key.id, organization_id, user_id, service_account_id, role_id, owner.roleId].filter(
      (id) => id !== null,
    ),
  };
}

type Owner = {
  actor: Actor;
  held: ReadonlySet<string>;
  /** Of the owner's own role, where it is one of the organization's. */
  roleId: string | null;
  /** The only customers that the owner sees; null is all of them. */
  customers: string[] | null;
};

/** Who acts with the key, and what they may: never more than its owner holds at the moment. */
async function ownerOf(lookUp: LookUp, key: KnownKey): Promise<Owner | undefined> {
  const own = permissionsOf(heldRole(key), key.scopes);
  const actor: Actor = { kind: "api_key", id: key.id, name: key.name };
  if (key.service_account_id !== null) {
    const account = await findServiceAccount(lookUp, key.organization_id, key.service_account_id);
    if (account === undefined || account.disabled_at !== null) return undefined;
    const { id, name, role } = account;
    const held = heldByBoth(own, role.permissions);
    return { actor: { kind: "service_account", id, name }, held, roleId: role.id, customers: null };
  }
  if (key.user_id === null) return { actor, held: own, roleId: null, customers: null };
  const member = await findMemberHold(lookUp, key.organization_id, key.user_id);
  if (member === undefined) return undefined;
  const { role, customers } = member;
  return { actor, held: heldByBoth(own, role.permissions), roleId: role.id, customers };
}

function heldByBoth(own: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> {
  return permissionSet([...own].filter((permission) => others.has(permission)));
}

/** The customers that both the key and its owner see. */
function scopeOf({ customer_scope }: KnownKey, { customers }: Owner): Context["scope"] {
  if (customers === null) return customer_scope ?? "all";
  const seen = customer_scope?.filter((id) => customers.includes(id)) ?? customers;
  return seen.length === 0 ? nobodysScope : seen;
}
