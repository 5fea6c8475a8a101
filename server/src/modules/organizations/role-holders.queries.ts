import { beyondScope, type RolesHolding } from "#platform/access";
import type { Services } from "#platform/action";
import { sql } from "#platform/db";
import { fixedRolesWith } from "./held-role.ts";

/** Which roles, fixed ones and the organization's own, would do: for those who may be told why they were refused. */
export function rolesHolding(read: Services["read"]): RolesHolding {
  return async (context, asked) => {
    const own = await read<{ name: string; permissions: string[] }>(
      beyondScope(context), // names of roles are no customer's
      sql`
      select name, permissions from roles
       where organization_id = ${context.organizationId} and not fixed and permissions && ${[...asked]}::text[]
       order by name`,
    );
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
