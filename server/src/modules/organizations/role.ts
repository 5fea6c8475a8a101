/** How a role is named: fixed ones and those of an organization's own alike. */
import Type, { type TString } from "typebox";
import { type Field, type FieldOptions, text } from "#platform/resource";
import { fixedRoles } from "./roles.ts";

export const roleNamePattern = "^[a-z][a-z0-9_]{1,39}$";

const names = `One of ${fixedRoles.join(", ")}, or the name of a role of your own.`;

/** The role in a verb's input; the verb finds out whether there is one. */
export function RoleName(describe: string, example = "sales"): TString {
  return Type.String({
    pattern: roleNamePattern,
    maxLength: 40,
    description: `${describe} ${names}`,
    examples: [example],
  });
}

/** The role of a noun. */
export function roleField(options: FieldOptions): Field {
  return text({ ...options, describe: `${options.describe} ${names}`, pattern: roleNamePattern, max: 40 });
}
