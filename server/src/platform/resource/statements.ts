/** A get or a list as one SQL statement that answers finished JSON text. */
import type { Context } from "#platform/access";
import { aboutReadable } from "./about.ts";
import type { Resource } from "./define-resource.ts";
import type { Filter } from "./filter.ts";
import type { ListQuery, SortKey } from "./list-query.ts";
import { jsonOf, type Projection, plain } from "./projection.ts";
import type { Registry } from "./registry.ts";
import { rowsOf } from "./rows-of.ts";
import { scopeCondition } from "./scope.ts";

export type Text = { text: string; values: unknown[] };

/** Who asks, as far as a statement's text depends on it. */
export type Viewer = { permissions: ReadonlySet<string>; scoped: boolean };

/** Values: organization, id, and the scope of a scoped viewer. One row: id, version, body. */
export function getText(
  registry: Registry,
  resource: Resource,
  projection: Projection,
  viewer: Viewer,
): string {
  const place = viewer.scoped ? "$3" : undefined;
  const seen = scopeCondition(registry, resource, "t", place);
  const within = seen === undefined ? "" : ` and ${seen}`;
  const about = aboutReadable(resource, "t", viewer.permissions);
  return (
    `select t.id, t.version, ${jsonOf(registry, resource, "t", projection, viewer.permissions, place)} as body` +
    ` from ${resource.table} t where t.organization_id = $1 and t.id = $2${rowsOf(resource, "t")}${about}${within}`
  );
}

/** The same for many: the second value is an array of ids. */
export function getManyText(registry: Registry, resource: Resource, viewer: Viewer): string {
  return getText(registry, resource, plain, viewer).replace("t.id = $2", "t.id = any ($2::uuid[])");
}

/**
 * One row: `data` (the JSON array of the page), `next` (the last row's sort keys as text, or null at the end)
 * and, when asked, `total`. The values follow the text's order of parameters and are not part of its shape.
 */
export function listText(registry: Registry, resource: Resource, query: ListQuery, viewer: Viewer): string {
  const parameters = new Parameters();
  const about = aboutReadable(resource, "t", viewer.permissions);
  const conditions = [`t.organization_id = ${parameters.next()}${rowsOf(resource, "t")}${about}`];
  const limit = `${parameters.next()}::int`;
  const place = viewer.scoped ? parameters.next() : undefined;
  const seen = scopeCondition(registry, resource, "t", place);
  if (seen !== undefined) conditions.push(seen);
  if (query.search !== undefined) {
    conditions.push(
      `t.id in (select plinth.search_${resource.path}(${parameters.next()}, ${parameters.next()}::text[]))`,
    );
  }
  for (const filter of query.filters) conditions.push(condition(resource, filter, parameters));
  const all = conditions.join(" and ");
  const behind = query.after === undefined ? "" : ` and ${keyset(resource, query.sort, parameters)}`;

  const order = query.sort
    .map(({ field, descending }) => `t.${field}${descending ? " desc" : ""}`)
    .join(", ");
  const keys = query.sort.map(({ field }, i) => `t.${field} as k${i}`).join(", ");
  const last = query.sort
    .map((_, i) => `(array_agg(page.k${i}) filter (where page.n = ${limit}))[1]::text`)
    .join(", ");
  const total = query.count ? `, (select count(*) from ${resource.table} t where ${all}) as total` : "";
  return (
    `select coalesce('[' || string_agg(page.body, ',' order by page.n) filter (where page.n <= ${limit}) || ']', '[]') as data,` +
    ` case when count(*) > ${limit} then array[${last}] end as next${total}` +
    ` from (select row_number() over (order by ${order}) as n, ${keys}, ${jsonOf(registry, resource, "t", query.projection, viewer.permissions, place)} as body` +
    ` from ${resource.table} t where ${all}${behind} order by ${order} limit ${limit} + 1) page`
  );
}

/** The values of `listText`, in its order. */
export function listValues(context: Context, query: ListQuery): unknown[] {
  const values: unknown[] = [context.organizationId, query.limit];
  if (context.scope !== "all") values.push(context.scope);
  if (query.search !== undefined) values.push(query.search.needle, query.search.fields);
  for (const { operator, value, field } of query.filters) {
    if (operator === "like") values.push(value, [field]);
    else if (value !== undefined) values.push(value);
  }
  return query.after === undefined ? values : [...values, ...query.after];
}

class Parameters {
  #count = 0;
  next(): string {
    return `$${++this.#count}`;
  }
}

const signs: Partial<Record<Filter["operator"], string>> = {
  eq: "=",
  ne: "<>",
  gt: ">",
  gte: ">=",
  lt: "<",
  lte: "<=",
};

function condition(resource: Resource, { field, operator }: Filter, parameters: Parameters): string {
  const type = resource.fields[field]?.sqlType ?? "text";
  if (operator === "is_null") return `t.${field} is null`;
  if (operator === "is_not_null") return `t.${field} is not null`;
  if (operator === "in") return `t.${field} = any (${parameters.next()}::${type}[])`;
  // pattern matching is not leakproof, so under row policies no index could serve it
  if (operator === "like")
    return `t.id in (select plinth.search_${resource.path}(${parameters.next()}, ${parameters.next()}::text[]))`;
  return `t.${field} ${signs[operator]} ${parameters.next()}::${type}`;
}

/**
 * Behind the cursor, column by column: a row comparison is not leakproof and would not use the index. The
 * first column stands alone as well, because an OR by itself bounds no index scan.
 */
function keyset(resource: Resource, sort: SortKey[], parameters: Parameters): string {
  const places = sort.map(
    ({ field }) => `${parameters.next()}::${resource.fields[field]?.sqlType ?? "text"}`,
  );
  const beyond = (i: number): string => {
    const key = sort[i];
    if (key === undefined) return "false";
    const column = `t.${key.field}`;
    const sign = key.descending ? "<" : ">";
    if (i === sort.length - 1) return `${column} ${sign} ${places[i]}`;
    return `${column} ${sign}= ${places[i]} and (${column} ${sign} ${places[i]} or (${beyond(i + 1)}))`;
  };
  return beyond(0);
}
