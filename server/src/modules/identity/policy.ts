import { permissionsOf, type Role } from "#modules/organizations";
import { type Context, permissions, type Sentence } from "#platform/access";

/** Nobody grants what they do not hold themselves. */
export function mayGrant(context: Context, role: Role, scopes: string[] | null): Sentence {
  return within(context, role, scopes, "You cannot grant what you do not hold yourself");
}

/** Nobody takes from others what they could not have given: a small key does not lock the owner out. */
export function mayRevoke(context: Context, role: Role, scopes: string[] | null): Sentence {
  return within(context, role, scopes, "You cannot revoke a key that holds more than yours");
}

function within(context: Context, role: Role, scopes: string[] | null, words: string): Sentence {
  const all = permissions().map(({ name }) => name);
  const missing = [...permissionsOf(role, scopes, all)].filter(
    (permission) => !context.permissions.has(permission),
  );
  return missing.length === 0
    ? { allowed: true }
    : { allowed: false, because: `${words}: ${missing.join(", ")}.` };
}
