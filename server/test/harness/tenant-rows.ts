/**
 * Rows for every tenant table, made from what the catalog says of its columns, so that a table is
 * met with data by every later migration without anybody thinking of it.
 *
 * Two rows per organization: a lean one, where everything that may be null is, and a full one,
 * where nothing is. The lean one stops `set not null` without a backfill, the full one stops a
 * conversion that its values do not survive.
 */
import { createHash } from "node:crypto";
import type { Client } from "pg";

type Column = { name: string; type: string; nullable: boolean; preset: boolean; check: string };
type ForeignKey = { columns: string[]; target: string; targetColumns: string[] };
type Table = { name: string; tenant: string; single: boolean; columns: Column[]; foreignKeys: ForeignKey[] };
type Row = Record<string, unknown>;

/** Values per table where a rule ties columns together or a generated text cannot have its form. */
export type Fixtures = Record<string, Row>;

/**
 * Give every table with an `organization_id` (and `organizations` itself) its rows of each
 * organization, where it has none yet. Works as the owner, under forced Row Level Security.
 *
 * @returns the names of all tenant tables, each now holding rows of each organization
 * @throws naming every table that could not be filled, and why
 */
export async function fillTenantTables(
  owner: Client,
  organizations: string[],
  fixtures: Fixtures,
): Promise<string[]> {
  const tables = await tenantTables(owner);
  let waiting = await tablesWithoutRows(owner, tables, organizations);
  while (waiting.length > 0) {
    const failures = new Map<Table, string>();
    for (const table of waiting) {
      // A table whose parents come later in the alphabet is filled in the next round.
      await fill(owner, table, organizations, fixtures[table.name] ?? {}).catch((error: Error) => {
        failures.set(table, error.message);
      });
    }
    if (failures.size === waiting.length) throw new Error(told(failures));
    waiting = [...failures.keys()];
  }
  const empty = await tablesWithoutRows(owner, tables, organizations);
  if (empty.length > 0)
    throw new Error(`no rows of each organization in ${empty.map((table) => table.name)}`);
  return tables.map((table) => table.name);
}

function told(failures: Map<Table, string>): string {
  const lines = [...failures].map(([table, message]) => `  ${table.name}: ${message}`);
  return `these tables could not be filled; a fixture in the test may be missing:\n${lines.join("\n")}`;
}

async function tenantTables(owner: Client): Promise<Table[]> {
  const { rows } = await owner.query<Table>(tenantTablesSql);
  return rows;
}

async function tablesWithoutRows(owner: Client, tables: Table[], organizations: string[]): Promise<Table[]> {
  const without: Table[] = [];
  for (const table of tables) {
    const { rows } = await owner.query<{ found: number }>(
      `select count(distinct ${table.tenant})::int as found from ${table.name} where ${table.tenant} = any ($1)`,
      [organizations],
    );
    if (rows[0]?.found !== organizations.length) without.push(table);
  }
  return without;
}

async function fill(owner: Client, table: Table, organizations: string[], fixture: Row): Promise<void> {
  await owner.query("begin");
  try {
    for (const organization of organizations) {
      await enterContext(owner, organization);
      await insert(owner, table, await rowOf(owner, table, { organization, ordinal: 0, fixture }));
      if (!table.single)
        await insert(owner, table, await rowOf(owner, table, { organization, ordinal: 1, fixture }));
    }
    await owner.query("commit");
  } catch (error) {
    await owner.query("rollback");
    throw error;
  }
}

/** Defaults such as `plinth.actor()` ask who is calling. */
async function enterContext(owner: Client, organization: string): Promise<void> {
  await owner.query("select plinth.set_context($1::uuid, $2, 'all')", [
    organization,
    `member:${organization}`,
  ]);
}

type Wish = { organization: string; ordinal: number; fixture: Row };

async function rowOf(owner: Client, table: Table, wish: Wish): Promise<Row> {
  const row: Row = { [table.tenant]: wish.organization };
  for (const key of table.foreignKeys)
    Object.assign(row, await parentOf(owner, table, key, { ...wish, row }));
  for (const column of table.columns) {
    if (column.name in row || column.preset) continue;
    if (column.nullable && wish.ordinal === 0) continue;
    row[column.name] = column.name in wish.fixture ? wish.fixture[column.name] : valueFor(column, wish);
  }
  return row;
}

/** The columns of one foreign key, from the parent's first or second row of the same organization. */
async function parentOf(
  owner: Client,
  table: Table,
  key: ForeignKey,
  wish: Wish & { row: Row },
): Promise<Row> {
  const open = key.columns.filter((column) => !(column in wish.row));
  if (open.length === 0) return {};
  const optional = open.every((name) => table.columns.find((column) => column.name === name)?.nullable);
  if (optional && (wish.ordinal === 0 || key.target === table.name)) return {};

  const known = key.columns.filter((column) => column in wish.row);
  const conditions = known.map((column, at) => `${targetOf(key, column)} = $${at + 1}`);
  const { rows } = await owner.query<Row>(
    `select ${open.map((column) => `${targetOf(key, column)} as "${column}"`).join(", ")} from ${key.target}
      where ${["true", ...conditions].join(" and ")}
      order by ${key.targetColumns.join(", ")} limit 1 offset ${wish.ordinal}`,
    known.map((column) => wish.row[column]),
  );
  if (rows[0] === undefined)
    throw new Error(`${key.target} has no row yet that ${key.columns.join(", ")} could name`);
  return rows[0];
}

function targetOf(key: ForeignKey, column: string): string {
  return key.targetColumns[key.columns.indexOf(column)] ?? column;
}

/** A small value of the column's type that differs between organizations and between their rows. */
function valueFor(column: Column, { organization, ordinal }: Wish): unknown {
  const allowed = /ARRAY\['([^']*)'/.exec(column.check)?.[1];
  if (allowed !== undefined) return allowed;
  if (column.type.endsWith("[]")) return [];
  const seed = createHash("sha256").update(`${organization} ${column.name} ${ordinal}`).digest();
  const makers: Record<string, () => unknown> = {
    text: () => `${column.name} ${seed.toString("hex", 0, 4)}`,
    uuid: () => seed.toString("hex", 0, 16),
    bytea: () => seed,
    boolean: () => ordinal === 1,
    smallint: () => ordinal + 1,
    integer: () => ordinal + 1,
    bigint: () => ordinal + 1,
    numeric: () => ordinal + 1,
    json: () => "{}",
    jsonb: () => "{}",
    date: () => `2026-01-3${ordinal}`,
    "timestamp with time zone": () => `2026-01-3${ordinal}T12:00:00Z`,
    "plinth.country": () => "DE",
    "plinth.currency": () => "EUR",
  };
  const make = makers[column.type];
  if (make === undefined) throw new Error(`no value is known for ${column.name} of type ${column.type}`);
  return make();
}

async function insert(owner: Client, table: Table, row: Row): Promise<void> {
  const names = Object.keys(row);
  await owner.query(
    `insert into ${table.name} (${names.map((name) => `"${name}"`).join(", ")})
     values (${names.map((_, at) => `$${at + 1}`).join(", ")})`,
    Object.values(row),
  );
}

/**
 * `single`: a unique key on nothing but the organization leaves room for one row.
 * `preset`: a default or a generated value. Value types with a form of their own keep their name,
 * the others count as what they are made of.
 */
const tenantTablesSql = `
  with tenant as (
    select c.oid, c.oid::regclass::text as name, a.attnum as key, a.attname::text as tenant
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
       and a.attname = case when c.oid = to_regclass('public.organizations') then 'id' else 'organization_id' end
     where c.relkind in ('r', 'p') and n.nspname !~ '^pg_'
  )
  select t.name, t.tenant,
         exists (select from pg_index i where i.indrelid = t.oid and i.indisunique and i.indpred is null
                    and i.indnkeyatts = 1 and i.indkey[0] = t.key and t.tenant = 'organization_id')
           or t.tenant = 'id' as single,
         (select json_agg(json_build_object(
                   'name', a.attname,
                   'type', case when y.typname in ('country', 'currency') then a.atttypid::regtype::text
                                else coalesce(nullif(y.typbasetype, 0), y.oid)::regtype::text end,
                   'nullable', not a.attnotnull,
                   'preset', a.atthasdef or a.attidentity <> '' or a.attgenerated <> '',
                   'check', coalesce((select string_agg(pg_get_constraintdef(k.oid), ' ') from pg_constraint k
                                       where k.conrelid = t.oid and k.contype = 'c' and k.conkey = array[a.attnum]), ''))
                 order by a.attnum)
            from pg_attribute a join pg_type y on y.oid = a.atttypid
           where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped) as columns,
         (select coalesce(json_agg(json_build_object(
                   'columns', (select json_agg(a.attname order by u.at) from unnest(k.conkey) with ordinality u(num, at)
                                 join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.num),
                   'target', k.confrelid::regclass::text,
                   'targetColumns', (select json_agg(a.attname order by u.at) from unnest(k.confkey) with ordinality u(num, at)
                                       join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.num))
                 order by cardinality(k.conkey) desc, k.conname), '[]')
            from pg_constraint k where k.conrelid = t.oid and k.contype = 'f') as "foreignKeys"
    from tenant t
   order by t.name`;
