/** What a maker hands on to a key: none sees, outlives or reaches more than the credential that it was made with. */
import { listCustomers } from "#modules/customers";
import { type HeldRole, permissionsOf } from "#modules/organizations";
import { type Context, permissionNames } from "#platform/access";
import { notThere } from "#platform/action";
import type { Tx } from "#platform/db";
import { type FieldError, invalidInput, type Problem } from "#platform/errors";
import { isCidr, isWithin, networkInstead } from "#platform/limits";

/** @throws 422 naming every scope that is no permission, or that the key would not get by its role. */
export function refuseIdleScopes(role: HeldRole, scopes: string[]): void {
  const all = permissionNames();
  const held = role.permissions;
  const errors = scopes.flatMap((scope, i): FieldError[] => {
    const pointer = `/scopes/${i}`;
    if (!all.has(scope))
      return [{ pointer, code: "unknown_permission", detail: `There is no permission "${scope}".` }];
    const detail = `The role ${role.name} does not hold "${scope}".`;
    return held.has(scope) ? [] : [{ pointer, code: "beyond_role", detail }];
  });
  if (errors.length > 0) throw invalidInput("Some scopes are none that the key can have.", { errors });
}

/** @throws 422 for a key that holds what its service account does not. */
export function refuseBeyond(account: HeldRole, role: HeldRole, scopes: string[] | null): void {
  const missing = [...permissionsOf(role, scopes)].filter(
    (permission) => !account.permissions.has(permission),
  );
  if (missing.length > 0)
    throw refusedAt("/role", "beyond_account", `The service account does not hold: ${missing.join(", ")}.`);
}

/** What is asked for, or the maker's own limits: nobody lets a key see more than they see themselves. */
export async function scopeFor(
  context: Context,
  tx: Tx,
  role: HeldRole,
  asked: string[] | undefined,
): Promise<string[] | null> {
  if (asked === undefined) {
    if (role.name === "buyer" && context.scope === "all")
      throw refusedAt(
        "/customer_scope",
        "required",
        "A buyer's key sees some customers and never all of them: name them.",
      );
    return context.scope === "all" ? null : [...context.scope];
  }
  const ids = asked.map((id) => id.toLowerCase());
  const visible = new Set((await listCustomers(tx, ids)).map(({ id }) => id));
  const missing = ids.findIndex((id) => !visible.has(id));
  if (missing >= 0) throw notThere(`/customer_scope/${missing}`);
  return ids;
}

/** What is asked for, or the maker's own end: no key outlives the one that made it. */
export function expiryFor({ expiresAt, now }: Context, asked: string | undefined): string | null {
  if (asked === undefined) return expiresAt?.toISOString() ?? null;
  const at = new Date(asked);
  if (at <= now)
    throw refusedAt("/expires_at", "expiry", "It would have ended already: give a time to come.");
  if (expiresAt !== null && at > expiresAt)
    throw refusedAt(
      "/expires_at",
      "expiry",
      `Your own key ends at ${expiresAt.toISOString()}: name that or earlier.`,
    );
  return asked;
}

/** What is asked for, or the maker's own ranges: a key that was stolen makes none that is good elsewhere. */
export function rangesFor({ allowedRanges }: Context, asked: string[] | undefined): string[] | null {
  if (asked === undefined) return allowedRanges === null ? null : [...allowedRanges];
  const errors = asked.flatMap((range, i): FieldError[] => {
    const pointer = `/allowed_ranges/${i}`;
    if (!isCidr(range))
      return [{ pointer, code: "range", detail: `"${range}" is no range such as 192.0.2.0/24.` }];
    const meant = networkInstead(range);
    if (meant !== undefined)
      return [
        {
          pointer,
          code: "range",
          detail: `"${range}" begins inside itself: write ${meant}, or one address.`,
        },
      ];
    if (allowedRanges !== null && !isWithin(range, allowedRanges))
      return [{ pointer, code: "beyond_yours", detail: "Your own key is not good from there." }];
    return [];
  });
  if (errors.length > 0) throw invalidInput("Some ranges are none that the key can have.", { errors });
  return asked;
}

function refusedAt(pointer: string, code: string, detail: string): Problem {
  return invalidInput(detail, { errors: [{ pointer, code, detail }] });
}
