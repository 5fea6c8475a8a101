/** An API key as a caller: of a service account, of a member, or of the organization itself. */
import { findMemberRole, findServiceAccount, isRole, permissionsOf, type Role } from "#modules/organizations";
import { type Actor, createContext, permissions } from "#platform/access";
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
  if (key === undefined || key.revoked_at !== null || !isRole(key.role)) return undefined;
  const owner = await ownerOf(lookUp, key, key.role);
  if (owner === undefined) return undefined;
  const { actor, held, responsibleUserId } = owner;
  const until = Math.min(
    key.expires_at?.getTime() ?? Number.POSITIVE_INFINITY,
    key.replaced_until?.getTime() ?? Number.POSITIVE_INFINITY,
  );
  const subjects = [key.id, key.user_id, key.service_account_id].filter((id) => id !== null);

  return {
    subjects,
    contextOf(credential) {
      const context = createContext({
        ...requestOf(credential),
        organizationId: key.organization_id,
        actor,
        permissions: held,
        // parsed from uuid[]: the driver answers a list of texts
        scope: key.customer_scope ?? "all",
        apiVersion: key.api_version,
        expiresAt: key.expires_at,
        allowedRanges: key.allowed_ranges,
        responsibleUserId,
        clock,
      });
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

type Owner = { actor: Actor; held: ReadonlySet<string>; responsibleUserId: string | null };

/** Who acts with the key, and what they may: never more than its owner holds at the moment. */
async function ownerOf(lookUp: LookUp, key: KnownKey, role: Role): Promise<Owner | undefined> {
  const all = permissions().map(({ name }) => name);
  const own = permissionsOf(role, key.scopes, all);
  const actor: Actor = { kind: "api_key", id: key.id, name: key.name };
  if (key.service_account_id !== null) {
    const account = await findServiceAccount(lookUp, key.organization_id, key.service_account_id);
    if (account === undefined || account.disabled_at !== null) return undefined;
    const held = within(own, permissionsOf(account.role, null, all));
    return {
      actor: { kind: "service_account", id: account.id, name: account.name },
      held,
      responsibleUserId: null,
    };
  }
  if (key.user_id === null) return { actor, held: own, responsibleUserId: null };
  const member = await findMemberRole(lookUp, key.organization_id, key.user_id);
  if (member === undefined) return undefined;
  const held = within(own, permissionsOf(member, null, all));
  return { actor, held, responsibleUserId: key.user_id };
}

function within(own: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...own].filter((permission) => others.has(permission)));
}
