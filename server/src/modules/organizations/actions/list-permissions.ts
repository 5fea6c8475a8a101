/** `GET /v1/permissions`: what roles are made of, in words, generated from the declarations. */
import Type from "typebox";
import { permissions } from "#platform/access";
import { defineQuery } from "#platform/action";
import { fixedRolesWith } from "../held-role.ts";

export const listPermissions = defineQuery({
  name: "permissions.list",
  door: "GET /v1/permissions",
  permission: "roles:read",
  allows: "See the permissions that there are.",
  describe: "Every permission that exists, what it allows in words, and which of the fixed roles hold it.",
  parameters: Type.Object({}),
  output: Type.Object({
    data: Type.Array(
      Type.Object({
        name: Type.String({ description: "The permission.", examples: ["orders:place"] }),
        describe: Type.String({
          description: "What it allows.",
          examples: ["Place orders at the catalog's prices."],
        }),
        roles: Type.Array(Type.String({ description: "A fixed role.", examples: ["sales"] }), {
          description: "The fixed roles that hold it.",
        }),
        held: Type.Boolean({ description: "Whether you hold it yourself.", examples: [true] }),
      }),
      { description: "All of them, by name." },
    ),
  }),
  problems: [],
  async run(context) {
    const data = permissions().map(({ name, describe }) => ({
      name,
      describe,
      roles: fixedRolesWith(name),
      held: context.permissions.has(name),
    }));
    return JSON.stringify({ data });
  },
});
