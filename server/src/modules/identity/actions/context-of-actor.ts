/** What another actor of the organization could do at this moment: for explaining, never for acting in their name. */
import { findServiceAccount, findTenants, listMemberships } from "#modules/organizations";
import { type Context, createContext, permissionSet, plainTenant } from "#platform/access";
import type { Services } from "#platform/action";
import type { Clock } from "#platform/clock";
import { uuidv7 } from "#platform/uuid";
import { findKeyById } from "../queries.ts";
import { holdOf } from "./know-key.ts";
import { holdOfMembership } from "./know-session.ts";

type LookUp = Services["lookUp"];
type Given = Omit<Parameters<typeof createContext>[0], "requestId" | "door" | "clock">;

/**
 * @param actor as it is written in the trail: `member:0199…`, `buyer:`, `api_key:` or `service_account:`
 * @returns undefined for an actor that is none here, or that can do nothing any more
 */
export async function contextOfActor(
  lookUp: LookUp,
  clock: Clock,
  organizationId: string,
  actor: string,
): Promise<Context | undefined> {
  const [kind, id = ""] = actor.split(":");
  const given = await givenTo(lookUp, clock, organizationId, kind, id);
  return given && createContext({ ...given, requestId: uuidv7(), door: "explain", clock });
}

async function givenTo(
  lookUp: LookUp,
  clock: Clock,
  organizationId: string,
  kind: string | undefined,
  id: string,
): Promise<Given | undefined> {
  if (kind === "api_key") {
    const key = await findKeyById(lookUp, organizationId, id);
    if (key === undefined || (key.expires_at !== null && key.expires_at <= clock.now())) return undefined;
    return (await holdOf(lookUp, key))?.given;
  }
  const tenant = async () => (await findTenants(lookUp, [organizationId])).get(organizationId) ?? plainTenant;
  if (kind === "service_account") {
    const account = await findServiceAccount(lookUp, organizationId, id);
    if (account === undefined || account.disabled_at !== null) return undefined;
    return {
      organizationId,
      actor: { kind, id, name: account.name },
      permissions: permissionSet(account.role.permissions),
      scope: "all",
      tenant: await tenant(),
    };
  }
  const memberships = await listMemberships(lookUp, id);
  const membership = memberships.find((one) => one.organization_id === organizationId && one.kind === kind);
  return membership && { ...holdOfMembership(membership, { userId: id, name: "" }), tenant: await tenant() };
}
