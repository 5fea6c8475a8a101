/**
 * Where a page ended: the noun and sort it was made under and the database's own text of the last row's keys.
 * Opaque to callers, checked on the way back: a cursor of another list or sort is refused.
 */
import { unknownParameter } from "#platform/errors";
import type { Resource } from "./define-resource.ts";
import type { Field } from "./field.ts";
import type { SortKey } from "./list-query.ts";

export function encodeCursor(resource: Resource, sort: SortKey[], values: string[]): string {
  return Buffer.from(JSON.stringify([orderText(resource, sort), ...values])).toString("base64url");
}

/** @throws 400 when it is not a cursor of this list in this order. */
export function decodeCursor(resource: Resource, sort: SortKey[], cursor: string): string[] {
  const refuse = () =>
    unknownParameter(
      '"after" is not a cursor of this list in this order. Pass the "next_cursor" of the page before, unchanged, with the same "sort".',
    );
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    throw refuse();
  }
  if (
    !Array.isArray(parts) ||
    parts.length !== sort.length + 1 ||
    !parts.every((part) => typeof part === "string")
  )
    throw refuse();
  const [order, ...values] = parts as string[];
  if (order !== orderText(resource, sort)) throw refuse();
  return values.map((value, i) => {
    const field = resource.fields[sort[i]?.field ?? ""];
    const parsed = field?.kind === "time" ? databaseTime(field, value) : field?.parse(value);
    if (parsed === undefined || parsed.includes("\0") || !parsed.isWellFormed()) throw refuse();
    return parsed;
  });
}

function orderText({ name }: Resource, sort: SortKey[]): string {
  const keys = sort.map(({ field, descending }) => (descending ? `-${field}` : field)).join(",");
  return `${name} ${keys}`;
}

/** PostgreSQL's own text of a timestamptz under ISO and UTC, to the microsecond. */
function databaseTime({ parse }: Field, value: string): string | undefined {
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/.test(value) &&
    parse(value.replace(" ", "T").replace("+00", "Z")) !== undefined
    ? value
    : undefined;
}
