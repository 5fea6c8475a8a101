import { boolean, defineResource, type Field, oneOf, text, textList } from "#platform/resource";
import { roleNamePattern } from "./role.ts";
import { describeFixed, type FixedRole, fixedRoles, permissionsOfFixed } from "./roles.ts";

export const describePermissions =
  "What it allows; `GET /v1/permissions` says what each means. Of a fixed role: in this version.";

function permissionList(): Field {
  const list = textList({
    describe: describePermissions,
    example: ["customers:read", "orders:read", "orders:place"],
    max: 200,
  });
  return ofVersion(list, permissionsOfFixed);
}

function description(): Field {
  const words = text({
    describe: "Whom it is for. Of a fixed role: in this version.",
    example: "Looks after our ten largest customers.",
    max: 2_000,
    optional: true,
  });
  return ofVersion(words, describeFixed);
}

/** Of a fixed role the row says only that there is one; what it is and allows is the version's. */
function ofVersion(field: Field, ofFixed: (name: FixedRole) => unknown): Field {
  return {
    ...field,
    json(column) {
      const [alias] = column.split(".");
      const fixed = fixedRoles.map((name) => `when '${name}' then ${literal(ofFixed(name))}`).join(" ");
      return `case when ${alias}.fixed then case ${alias}.name ${fixed} else 'null' end else ${field.json(column)} end`;
    },
  };
}

const literal = (value: unknown) => `'${JSON.stringify(value).replaceAll("'", "''")}'`;

/** A set of permissions under a name. The fixed ones come with Plinth; others are an organization's own. */
export const role = defineResource({
  name: "role",
  path: "roles",
  table: "roles",
  describe:
    "What members and programs may do, under a name. Fixed roles come with Plinth and do not change; others are yours.",
  read: "roles:read",
  belongs: "hidden",
  fields: {
    name: text({
      describe: "What members, invitations, service accounts and keys name it by; unique, and for good.",
      example: "key_accounts",
      pattern: roleNamePattern,
      max: 40,
    }),
    description: description(),
    permissions: permissionList(),
    scope: oneOf(["all", "assigned"], {
      describe:
        "`assigned`: whoever has it sees the customers that they are assigned, and what belongs to them; for members only.",
      default: "all",
    }),
    fixed: boolean({ describe: "Whether it comes with Plinth.", readOnly: true, example: false }),
  },
  filter: ["name"],
  sort: ["name", "created_at"],
  unique: ["name"],
});
