import Type, { type Static } from "typebox";
import { authorize, permissionNames, permissionSet } from "#platform/access";
import { defineAction, taken } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { alreadyExists, type FieldError, invalidInput } from "#platform/errors";
import { uuidv7 } from "#platform/uuid";
import { limitReached } from "../errors.ts";
import { roleCreated } from "../events.ts";
import type { HeldRole } from "../held-role.ts";
import { mayGiveForGood, mayGiveWhatStays, own } from "../policy.ts";
import { countOwnRoles, insertRole, isRoleName } from "../role.queries.ts";
import { describePermissions, role } from "../role.resource.ts";
import { roleNamePattern } from "../role.ts";

const mostOwn = 50;

export const RoleDescription = () =>
  Type.String({
    minLength: 1,
    maxLength: 2_000,
    description: "Whom it is for.",
    examples: ["Looks after our ten largest customers."],
  });

export const RolePermissions = () =>
  Type.Array(
    Type.String({ minLength: 3, maxLength: 100, description: "A permission.", examples: ["orders:read"] }),
    {
      minItems: 1,
      maxItems: 200,
      uniqueItems: true,
      description: describePermissions,
      examples: [["customers:read", "orders:read", "orders:place"]],
    },
  );

const CreateRole = Type.Object(
  {
    name: Type.String({
      pattern: roleNamePattern,
      maxLength: 40,
      description: "What it is named by, for good: lower-case letters, digits and underscores.",
      examples: ["key_accounts"],
    }),
    description: Type.Optional(RoleDescription()),
    permissions: RolePermissions(),
    scope: Type.Optional(
      Type.Enum(["all", "assigned"], {
        description:
          "`assigned`: whoever has it sees only the customers that they are assigned (`POST /v1/customer_assignments`). It does not change later.",
        default: "all",
        examples: ["assigned"],
      }),
    ),
  },
  { additionalProperties: false },
);

/** Make a role of the organization's own. Nobody puts into it what they do not hold. */
export const createRole = defineAction({
  name: "roles.create",
  door: "POST /v1/roles",
  permission: "roles:write",
  stepUp: true,
  allows: "Make, change and remove the organization's own roles.",
  describe: "Make a role of your own. You must hold every permission that you put into it.",
  input: CreateRole,
  output: role,
  fails: [alreadyExists, limitReached],
  policy: mayGiveWhatStays,
  async run(context, tx, input) {
    const wanted = { description: null, scope: "all" as const, ...input };
    refuseUnfit(wanted.permissions);
    authorize(mayGiveForGood(context, asHeld(wanted)));
    if (await isRoleName(tx, wanted.name)) throw taken("name", `There is a role "${wanted.name}" already.`);
    if ((await countOwnRoles(tx)) >= mostOwn)
      throw limitReached(`There are ${mostOwn} roles of your own: remove one that nobody has.`);

    const id = uuidv7();
    await insertRole(tx, { ...wanted, id });
    noteChanges(tx, id, {
      name: { after: wanted.name },
      description: { after: wanted.description },
      permissions: { after: wanted.permissions },
      scope: { after: wanted.scope },
    });
    roleCreated.emit(tx, context, { id, version: 1 }, { name: wanted.name });
    return id;
  },
});

/** @throws 422 naming every permission that does not exist, or is for owners alone. */
export function refuseUnfit(wanted: readonly string[]): void {
  const exist = permissionNames();
  const errors = wanted.flatMap((name, i): FieldError[] => {
    const pointer = `/permissions/${i}`;
    if (!exist.has(name))
      return [{ pointer, code: "unknown_permission", detail: `There is no permission "${name}".` }];
    const detail = `"${name}" is what makes an owner: give the role owner instead.`;
    return name === own ? [{ pointer, code: "owners_only", detail }] : [];
  });
  if (errors.length > 0)
    throw invalidInput("Some permissions are none that the role can have; see GET /v1/permissions.", {
      errors,
    });
}

/** What the role would be in somebody's hand. */
export function asHeld({
  name,
  scope,
  permissions: names,
}: Pick<Static<typeof CreateRole>, "name" | "permissions"> & Pick<HeldRole, "scope">): HeldRole {
  return { name, id: null, scope, permissions: permissionSet(names) };
}
