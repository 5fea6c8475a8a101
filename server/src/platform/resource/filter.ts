/** One filter of a list: `status=placed,confirmed`, `placed_at[gte]=2026-01-01`, `cancelled_at[null]=true`. */
import type { Context } from "#platform/access";
import type { Resource } from "./define-resource.ts";
import { Mistake, refuseHidden } from "./mistake.ts";

export type Operator = "eq" | "in" | "ne" | "gt" | "gte" | "lt" | "lte" | "like" | "is_null" | "is_not_null";
export type Filter = { field: string; operator: Operator; value: string | string[] | undefined };

const ordered = ["gt", "gte", "lt", "lte"];

/** The operators that a field takes, in the words of the query string. */
export function operatorsOf(resource: Resource, name: string): string[] {
  const field = resource.fields[name];
  if (field === undefined) return [];
  const comparable = ["integer", "money", "time", "date"].includes(field.kind);
  return [
    "eq",
    "ne",
    ...(comparable ? ordered : []),
    ...(resource.search.includes(name) ? ["like"] : []),
    ...(field.optional ? ["null"] : []),
  ];
}

/** @throws Mistake for what does not exist or cannot be read; 403 for a hidden field. */
export function parseFilter(resource: Resource, context: Context, parameter: string, text: string): Filter {
  const [, name = "", given = "eq"] = /^([a-z0-9_]+)(?:\[([a-z]+)\])?$/.exec(parameter) ?? [];
  const field = resource.fields[name];
  if (field === undefined || !resource.filter.includes(name)) {
    const exist = ["limit", "after", "sort", "fields", "expand", "q", "count", ...resource.filter];
    throw new Mistake(parameter, `There is no parameter "${parameter}" here. There is: ${exist.join(", ")}.`);
  }
  refuseHidden(resource, context, name);
  const operators = operatorsOf(resource, name);
  if (!operators.includes(given)) {
    throw new Mistake(parameter, `"${name}" has no operator "${given}". There is: ${operators.join(", ")}.`);
  }

  const read = (value: string): string => {
    const parsed = field.parse(value);
    if (parsed === undefined)
      throw new Mistake(parameter, `"${value.slice(0, 100)}" is not ${field.words}, which "${name}" needs.`);
    return parsed;
  };
  if (given === "null") {
    if (text !== "true" && text !== "false")
      throw new Mistake(parameter, `"${parameter}" takes "true" or "false".`);
    return { field: name, operator: text === "true" ? "is_null" : "is_not_null", value: undefined };
  }
  if (given === "like") {
    if (text.length < 2 || text.length > 100)
      throw new Mistake(parameter, `"${parameter}" takes from 2 to 100 characters.`);
    // % and _ are wildcards, a backslash is only itself
    return { field: name, operator: "like", value: text.replaceAll("\\", "\\\\") };
  }
  if (given === "eq" && text.includes(",")) {
    const values = text.split(",").map(read);
    if (values.length > 100) throw new Mistake(parameter, `"${parameter}" takes at most 100 values.`);
    return { field: name, operator: "in", value: values };
  }
  return { field: name, operator: given as Operator, value: read(text) };
}
