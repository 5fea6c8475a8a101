/** Reads the parameters of a get or list into what is asked, or says which are wrong and what exists. */
import type { Context } from "#platform/access";
import { decodeCursor } from "./cursor.ts";
import type { Resource } from "./define-resource.ts";
import { parseProjection } from "./expand.ts";
import { type Filter, parseFilter } from "./filter.ts";
import { collectMistakes, Mistake, refuseHidden } from "./mistake.ts";
import type { Projection } from "./projection.ts";
import type { Registry } from "./registry.ts";
import { sees } from "./sight.ts";

export type SortKey = { field: string; descending: boolean };

export type ListQuery = {
  limit: number;
  after: string[] | undefined;
  filters: Filter[];
  /** Text to search, and the fields that the caller may search. */
  search: { needle: string; fields: string[] } | undefined;
  /** Always ends with `id`, so that the order is total. */
  sort: SortKey[];
  projection: Projection;
  count: boolean;
};

const reserved = ["limit", "after", "sort", "fields", "expand", "q", "count"];

/** @throws 400 naming every unknown or unusable parameter and those that exist; 403 for a hidden field. */
export function parseListQuery(
  registry: Registry,
  resource: Resource,
  context: Context,
  parameters: Map<string, string>,
): ListQuery {
  const { attempt, refuse } = collectMistakes();
  const limit = attempt(() => parseLimit(parameters.get("limit")), 25);
  const sort = attempt(() => parseSort(resource, context, parameters.get("sort")), [newestFirst]);
  const projection = parseProjection(registry, resource, context, parameters, attempt);
  const count = attempt(() => parseCount(parameters.get("count")), false);
  const search = attempt(() => parseSearch(resource, context, parameters.get("q")), undefined);
  const filters: Filter[] = [];
  for (const [name, value] of parameters) {
    if (reserved.includes(name)) continue;
    const filter = attempt(() => parseFilter(resource, context, name, value), undefined);
    if (filter !== undefined) filters.push(filter);
  }
  refuse();

  // one order for one meaning: the statement's shape must not depend on how the caller wrote it
  filters.sort((a, b) => (`${a.field} ${a.operator}` < `${b.field} ${b.operator}` ? -1 : 1));
  const after = parameters.get("after");
  return {
    limit,
    sort,
    projection,
    count,
    search,
    filters,
    after: after === undefined ? undefined : decodeCursor(resource, sort, after),
  };
}

const newestFirst: SortKey = { field: "id", descending: true };

function parseLimit(text: string | undefined): number {
  if (text === undefined) return 25;
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > 200) throw new Mistake("limit", '"limit" is a whole number from 1 to 200.');
  return limit;
}

function parseCount(text: string | undefined): boolean {
  if (text !== undefined && text !== "exact")
    throw new Mistake("count", '"count" takes only the value "exact".');
  return text === "exact";
}

function parseSort(resource: Resource, context: Context, text: string | undefined): SortKey[] {
  if (text === undefined) return [newestFirst];
  const sortable = [...resource.sort, "id"];
  const keys = text.split(",").map((part): SortKey => {
    const descending = part.startsWith("-");
    const field = descending ? part.slice(1) : part;
    if (!sortable.includes(field))
      throw new Mistake("sort", `One cannot sort by "${field}". There is: ${sortable.join(", ")}.`);
    refuseHidden(resource, context, field);
    return { field, descending };
  });
  if (new Set(keys.map(({ field }) => field)).size < keys.length)
    throw new Mistake("sort", '"sort" names a field twice.');
  const own = keys.filter(({ field }) => field !== "id");
  if (own.length > 2) throw new Mistake("sort", '"sort" takes at most two fields.');
  const last = keys.at(-1);
  const end = keys.findIndex(({ field }) => field === "id");
  if (end >= 0) return keys.slice(0, end + 1);
  return [...keys, { field: "id", descending: last?.descending === true }];
}

function parseSearch(resource: Resource, context: Context, text: string | undefined): ListQuery["search"] {
  if (text === undefined) return undefined;
  if (resource.search.length === 0)
    throw new Mistake("q", '"q" does not exist here: nothing is declared to be searched.');
  if (text.trim().length < 2 || text.length > 100)
    throw new Mistake("q", '"q" takes from 2 to 100 characters.');
  const fields = resource.search.filter((name) => sees(context.permissions, resource.fields[name]));
  return { needle: `%${text.trim().replace(/[\\%_]/g, "\\$&")}%`, fields };
}
