/**
 * Compares the declarations with the database before serving: a filter or sort without a usable index, a
 * nullable column that is not declared optional (its null would swallow the whole object), a column that
 * does not exist, a table whose policy is not the one that its noun asks for. What does not fit does not boot.
 */
import type { Database } from "#platform/db";
import { sql } from "#platform/db";
import type { Resource } from "./define-resource.ts";
import type { Field } from "./field.ts";
import { checkPolicies, tableName } from "./policy-check.ts";

type Column = { table: string; column: string; nullable: boolean };
type Index = {
  table: string;
  columns: string[];
  unique: boolean /** Which rows it has; null is all. */;
  rows: string | null;
};

/** Answers the complaints; none means that the declarations can be served. */
export async function checkCatalog(database: Database, resources: Resource[]): Promise<string[]> {
  const tables = resources.flatMap(({ table, children }) => [
    table,
    ...Object.values(children).map((child) => child.table),
  ]);
  const [columns, indexes, unwalled] = await Promise.all([
    database.system<Column>(sql`
      select ${tableName} as table, a.attname as column, not a.attnotnull as nullable
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
       where ${tableName} = any (${tables}) and a.attnum > 0 and not a.attisdropped`),
    database.system<Index>(sql`
      select ${tableName} as table, i.indisunique as unique, pg_get_expr(i.indpred, i.indrelid) as rows,
             array(select a.attname::text from unnest(i.indkey) with ordinality k(attnum, place)
                     join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum order by k.place) as columns
        from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
       where ${tableName} = any (${tables}) and i.indisvalid`),
    checkPolicies(database, resources),
  ]);
  const misdeclared = resources.flatMap((resource) => [
    ...[resource.table, ...Object.values(resource.children).map((child) => child.table)]
      .filter(
        (table) => !columns.some((column) => column.table === table && column.column === "organization_id"),
      )
      .map((table) => `resource "${resource.name}": table ${table} has no column "organization_id"`),
    ...fieldComplaints(resource.name, resource.table, resource.fields, columns),
    ...Object.values(resource.children).flatMap((child) =>
      fieldComplaints(resource.name, child.table, child.fields, columns),
    ),
    ...indexComplaints(resource, indexes),
  ]);
  return [...misdeclared, ...unwalled];
}

function fieldComplaints(
  resource: string,
  table: string,
  fields: Record<string, Field>,
  columns: Column[],
): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const column = columns.find((candidate) => candidate.table === table && candidate.column === name);
    if (column === undefined) return [`resource "${resource}": table ${table} has no column "${name}"`];
    if (column.nullable && !field.optional)
      return [`resource "${resource}": "${name}" may be null in the database and is not declared optional`];
    return [];
  });
}

function indexComplaints(
  { name, table, belongs, only, filter, sort, unique }: Resource,
  indexes: Index[],
): string[] {
  // what is one human's is never looked for without them
  const first = [
    "organization_id",
    ...(typeof belongs === "object" && "person" in belongs ? [belongs.person] : []),
  ];
  // an index without the rows that a question cannot be about is as good as a whole one
  const hasRows = (rows: string | null, field: string) =>
    rows === null ||
    rows === `(${field} IS NOT NULL)` ||
    (only !== undefined && rows === `(${only.column} = '${only.is}'::text)`);
  const leads = (field: string) =>
    (field === "id" && first.length === 1) ||
    indexes.some(
      (index) =>
        index.table === table &&
        [...first, field].every((column, i) => index.columns[i] === column) &&
        hasRows(index.rows, field),
    );
  const single = indexes
    .filter(
      (index) =>
        index.table === table &&
        index.unique &&
        index.rows === null &&
        index.columns.length === 2 &&
        index.columns[0] === "organization_id",
    )
    .flatMap(({ columns }) => columns[1] ?? [])
    .filter((column) => column !== "id");
  return [
    ...[...new Set([...filter, ...sort])]
      .filter((field) => !leads(field))
      .map(
        (field) =>
          `resource "${name}": filter or sort "${field}" has no index that starts with (${[...first, field].join(", ")})`,
      ),
    ...unique
      .filter((field) => !single.includes(field))
      .map((field) => `resource "${name}": unique "${field}" has no unique constraint`),
    ...single
      .filter((field) => !unique.includes(field))
      .map((field) => `resource "${name}": "${field}" has a unique constraint and is not declared unique`),
  ];
}
