import { permissionsOf, type Role } from "#modules/organizations";
import { type Context, permissions, type Sentence } from "#platform/access";

/** Nobody grants what they do not hold themselves. */
export function mayGrant(context: Context, role: Role, scopes: string[] | null): Sentence {
  const all = permissions().map(({ name }) => name);
  const missing = [...permissionsOf(role, scopes, all)].filter(
    (permission) => !context.permissions.has(permission),
  );
  return missing.length === 0
    ? { allowed: true }
    : { allowed: false, because: `You cannot grant what you do not hold yourself: ${missing.join(", ")}.` };
}
