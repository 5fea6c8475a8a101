/**
 * The SQL that writes an object as finished JSON text, by concatenation: 1.4 µs per row against 3.0 for
 * `json_build_object` and 4.5 for `jsonb`. One missed null would make the whole document null, so this is
 * generated and never written by hand; start-up compares `optional` with the catalog's NOT NULL.
 */
import { aboutReadable } from "./about.ts";
import type { Children } from "./children.ts";
import { commonFields, mostExpanded, type Relation, type Resource } from "./define-resource.ts";
import type { Registry } from "./registry.ts";
import { rowsOf } from "./rows-of.ts";
import { orderedFields } from "./schema.ts";
import { scopeOfRelated } from "./scope.ts";
import { neededToFollow, sees } from "./sight.ts";

/** Which parts of an object are asked for. `fields` undefined: all that may be seen. */
export type Projection = { fields?: ReadonlySet<string>; expand: ReadonlyMap<string, Projection> };

export const plain: Projection = { expand: new Map() };

/**
 * @param permissions what the caller holds: a field they may not see is not selected at all.
 * @param scope where the statement has the customers of a scoped caller: what is embedded is theirs as well.
 */
export function jsonOf(
  registry: Registry,
  resource: Resource,
  alias: string,
  projection: Projection,
  permissions: ReadonlySet<string>,
  scope?: string,
): string {
  const asked = (name: string) => projection.fields === undefined || projection.fields.has(name);
  const parts: [name: string, sql: string][] = [];

  const names = Object.keys(orderedFields(resource));
  const closing = names.filter((name) => name in commonFields && name !== "id");
  const addField = (name: string) => {
    const field = resource.fields[name];
    if (field === undefined || !(asked(name) || name === "id")) return;
    if (!sees(permissions, field)) return;
    const value = field.json(`${alias}.${name}`);
    parts.push([name, field.optional ? `coalesce(${value}, 'null')` : value]);
  };
  for (const name of names) if (!closing.includes(name)) addField(name);
  for (const [name, children] of Object.entries(resource.children)) {
    const value = asked(name) ? childrenJson(children, alias, permissions) : undefined;
    if (value !== undefined) parts.push([name, value]);
  }
  for (const [name, relation] of Object.entries(resource.relations)) {
    const expanded = projection.expand.get(name);
    if (expanded === undefined && !(relation.always && asked(name))) continue;
    if (!neededToFollow(registry, resource, relation).every((needed) => permissions.has(needed))) continue;
    parts.push([
      name,
      relationJson(registry, resource, relation, alias, expanded ?? plain, permissions, scope),
    ]);
  }
  for (const name of closing) addField(name);
  return concatenated(parts);
}

/** Undefined where the caller sees nothing of them: how many there are is theirs to know no more than what they say. */
function childrenJson(
  { table, parentKey, key, fields }: Children,
  parent: string,
  permissions: ReadonlySet<string>,
): string | undefined {
  const alias = `${parent}_c`;
  const parts = Object.entries(fields).flatMap(([name, field]): [string, string][] => {
    if (!sees(permissions, field)) return [];
    const value = field.json(`${alias}.${name}`);
    return [[name, field.optional ? `coalesce(${value}, 'null')` : value]];
  });
  if (parts.length === 0) return undefined;
  const order = key.map((column) => `${alias}.${column}`).join(", ");
  return (
    `coalesce((select '[' || string_agg(${concatenated(parts)}, ',' order by ${order}) || ']' from ${table} ${alias}` +
    ` where ${alias}.organization_id = ${parent}.organization_id and ${alias}.${parentKey} = ${parent}.id), '[]')`
  );
}

function relationJson(
  registry: Registry,
  resource: Resource,
  relation: Relation,
  parent: string,
  projection: Projection,
  permissions: ReadonlySet<string>,
  scope: string | undefined,
): string {
  const other = registry.get(relation.to);
  const alias = `${parent}_${other.name.charAt(0)}`;
  const object = jsonOf(registry, other, alias, projection, permissions, scope);
  const about = aboutReadable(other, alias, permissions);
  const same = `${alias}.organization_id = ${parent}.organization_id${rowsOf(other, alias)}${about}`;
  const within = scopeOfRelated(registry, resource, relation, alias, scope);
  return relation.kind === "one"
    ? `coalesce((select ${object} from ${other.table} ${alias} where ${same} and ${alias}.id = ${parent}.${relation.by}${within}), 'null')`
    : manyJson(
        relation,
        other.table,
        alias,
        object,
        `${same} and ${alias}.${relation.by} = ${parent}.id${within}`,
      );
}

/** At most `mostExpanded` of them unless they are part of every answer: a list of lists must stay bounded. */
function manyJson(
  relation: Relation,
  table: string,
  alias: string,
  object: string,
  condition: string,
): string {
  const order = `${alias}.${relation.orderBy}`;
  const bounded = relation.always
    ? `${table} ${alias} where ${condition}`
    : `(select * from ${table} ${alias} where ${condition} order by ${order} limit ${mostExpanded}) ${alias}`;
  return `coalesce((select '[' || string_agg(${object}, ',' order by ${order}) || ']' from ${bounded}), '[]')`;
}

/** `'{"a":' || x || ',"b":' || y || '}'`, with neighbouring constants joined. */
function concatenated(parts: [name: string, sql: string][]): string {
  const pieces = parts.map(([name, value], i) => `'${i === 0 ? "{" : ","}"${name}":' || ${value}`);
  return `${pieces.join(" || ")} || '}'`.replaceAll(`' || '`, "");
}
