import { type Context, may, type RolesHolding, seesAll } from "#platform/access";
import type { Services } from "#platform/action";
import { sql } from "#platform/db";
import { fixedRolesWith } from "./held-role.ts";
import { role } from "./role.resource.ts";

/**
 * Which roles would do, for those who may be told why they were refused. The fixed ones are known to everybody; the
 * organization's own are named to those who may read roles.
 */
export function rolesHolding(read: Services["read"]): RolesHolding {
  return async (context, asked) => {
    const own = mayReadRoles(context) ? await listRolesWith(read, context, asked) : [];
    return new Map(
      asked.map((permission) => [
        permission,
        [
          ...fixedRolesWith(permission),
          ...own.filter((role) => role.permissions.includes(permission)).map(({ name }) => name),
        ],
      ]),
    );
  };
}

function mayReadRoles(context: Context): boolean {
  return may(context, role.read).allowed && seesAll(context).allowed;
}

function listRolesWith(read: Services["read"], context: Context, asked: readonly string[]) {
  return read<{ name: string; permissions: string[] }>(
    context,
    sql`
    select name, permissions from roles
     where organization_id = ${context.organizationId} and not fixed and permissions && ${[...asked]}::text[]
     order by name`,
  );
}
