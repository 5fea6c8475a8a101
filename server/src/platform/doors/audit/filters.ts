/** The filters of the trail, by the columns that have indexes. */
import type { ActorKind } from "#platform/access";
import { type Statement, sql, trusted } from "#platform/db";
import type { FieldError } from "#platform/errors";
import { type Field, identifier, refuseAll, text, time } from "#platform/resource";

export type Filter = { column: string; operator: string; type: string; value: string };

/** What entries can be about. Of actions only the beginning: some are parts of others and declared nowhere. */
export type Names = { nouns: ReadonlySet<string>; groups: ReadonlySet<string> };

type Column = { field: Field; operators: readonly string[]; alone: boolean };

const uuid = (describe: string) => identifier({ describe });
const words = (describe: string, example: string) => text({ describe, example });

/** `alone`: an index serves it; the others narrow what one of these has found. */
export const columns: Record<string, Column> = {
  actor: {
    field: words("Who did it, as kind:id.", "api_key:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"),
    operators: ["eq"],
    alone: true,
  },
  action: { field: words("What was done.", "organizations.update"), operators: ["eq"], alone: true },
  subject_id: { field: uuid("The object that it was done to."), operators: ["eq"], alone: true },
  request_id: {
    field: words("The request that asked for it.", "01a1fefc-c076-7001-9100-1556b2bb9390"),
    operators: ["eq"],
    alone: true,
  },
  occurred_at: {
    field: time({ describe: "When it was done." }),
    operators: ["gte", "gt", "lte", "lt"],
    alone: true,
  },
  subject_type: {
    field: words("The noun that it was done to.", "organization"),
    operators: ["eq"],
    alone: false,
  },
  on_behalf_of: { field: uuid("The member who answers for it."), operators: ["eq"], alone: false },
  door: { field: words("The way in which it was asked.", "rest"), operators: ["eq"], alone: false },
};

const signs: Record<string, string> = { eq: "=", gt: ">", gte: ">=", lt: "<", lte: "<=" };

/** The names that the query string has for them: `actor`, `occurred_at[gte]`. */
export const filterNames: string[] = Object.entries(columns).flatMap(([column, { operators }]) =>
  operators.map((operator) => (operator === "eq" ? column : `${column}[${operator}]`)),
);

export const indexed = Object.keys(columns).filter((column) => columns[column]?.alone);

/** @throws 400 naming every value that cannot be read or names nothing, and a filter that no index serves by itself. */
export function parseFilters(parameters: Map<string, string>, names: Names): Filter[] {
  const mistakes: FieldError[] = [];
  const filters = filterNames.flatMap((name): Filter[] => {
    const given = parameters.get(name);
    const [, column = "", operator = "eq"] = /^(\w+)(?:\[(\w+)\])?$/.exec(name) ?? [];
    const field = columns[column]?.field;
    if (given === undefined || field === undefined) return [];
    const value = given === "" ? undefined : field.parse(given);
    const nothing = value === undefined ? undefined : namesNothing(column, value, names);
    if (nothing !== undefined) mistakes.push({ pointer: name, code: "unknown_parameter", detail: nothing });
    if (value !== undefined)
      return [{ column, operator: signs[operator] ?? "=", type: field.sqlType, value }];
    const detail = `"${given.slice(0, 100)}" is not ${field.words}, which "${column}" needs.`;
    mistakes.push({ pointer: name, code: "unknown_parameter", detail });
    return [];
  });
  const narrowing = filters.find(({ column }) => columns[column]?.alone === false);
  if (narrowing !== undefined && !filters.some(({ column }) => columns[column]?.alone)) {
    const detail = `"${narrowing.column}" narrows what another filter has found: add ${indexed.join(", ")}.`;
    mistakes.push({ pointer: narrowing.column, code: "unknown_parameter", detail });
  }
  refuseAll(mistakes);
  return filters;
}

function namesNothing(column: string, value: string, { nouns, groups }: Names): string | undefined {
  const given = `"${value.slice(0, 100)}"`;
  const [first = "", ...rest] = value.split(/[.:]/);
  switch (column) {
    case "subject_type":
      return nouns.has(value)
        ? undefined
        : `There is no ${given}. "subject_type" takes ${[...nouns].sort().join(", ")}.`;
    case "action":
      return groups.has(first) && rest.length > 0
        ? undefined
        : `There is no ${given}. "action" begins with what it is about, such as members.remove: ${[...groups].sort().join(", ")}.`;
    case "actor":
      return Object.hasOwn(actorKinds, first) && value.includes(":")
        ? undefined
        : `${given} is no actor: "actor" takes kind:id, and the kinds are ${Object.keys(actorKinds).join(", ")}.`;
    default:
      return undefined;
  }
}

/** All of them, and no other: the compiler sees to it. */
const actorKinds: Record<ActorKind, true> = {
  member: true,
  buyer: true,
  api_key: true,
  service_account: true,
  user: true,
  system: true,
  public: true,
};

/** As conditions on an entry `e`. */
export function conditions(filters: Filter[]): Statement {
  return filters.reduce(
    (all, { column, operator, type, value }) =>
      sql`${all} and e.${trusted(`${column} ${operator}`)} ${value}${trusted(`::${type}`)}`,
    sql``,
  );
}
