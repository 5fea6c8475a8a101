/**
 * Rows for every table, made from what the catalog says of its columns, so that a table is met with data by every
 * later migration without anybody thinking of it: tables of organizations, of people, and of neither.
 *
 * Two rows per owner: a lean one, where everything that may be null is, and a full one, where nothing is. The lean
 * one stops `set not null` without a backfill, the full one stops a conversion that its values do not survive.
 */
import { createHash } from "node:crypto";
import type { Client } from "pg";

type Column = { name: string; type: string; nullable: boolean; preset: boolean; check: string };
type ForeignKey = { columns: string[]; target: string; targetColumns: string[] };
type Table = {
  name: string;
  kind: "organization" | "person" | "nobody";
  /** The column that names whose the row is. */
  owner: string | null;
  /** There is room for one row of each owner. */
  single: boolean;
  columns: Column[];
  foreignKeys: ForeignKey[];
};
type Row = Record<string, unknown>;

/** Whose rows are made. */
export type Owners = { organizations: string[]; people: string[] };

/**
 * Values per table where a rule ties columns together or a generated text cannot have its form. A pair says the
 * lean row apart from the full one; what the lean one names is no longer null in it.
 */
export type Fixtures = Record<string, Row | readonly [lean: Row, full: Row]>;

/**
 * Gives every table its rows of each organization or person, where it has none yet; the tables of nobody get two.
 * Works as the owner of the tables, under forced Row Level Security.
 *
 * @returns the names of all tables, each now holding rows of each owner
 * @throws naming every table that could not be filled, and why
 */
export async function fillTables(owner: Client, owners: Owners, fixtures: Fixtures): Promise<string[]> {
  const { rows: tables } = await owner.query<Table>(tablesSql);
  let waiting = await tablesWithoutRows(owner, tables, owners);
  while (waiting.length > 0) {
    const failures = new Map<Table, string>();
    for (const table of waiting) {
      // a table whose parents come later in the alphabet is filled in the next round
      await fill(owner, table, owners, fixtures[table.name] ?? {}).catch((error: Error) => {
        failures.set(table, error.message);
      });
    }
    if (failures.size === waiting.length) throw new Error(told(failures));
    waiting = [...failures.keys()];
  }
  const empty = await tablesWithoutRows(owner, tables, owners);
  if (empty.length > 0) throw new Error(`no rows of each owner in ${empty.map((table) => table.name)}`);
  return tables.map((table) => table.name);
}

function told(failures: Map<Table, string>): string {
  const lines = [...failures].map(([table, message]) => `  ${table.name}: ${message}`);
  return `these tables could not be filled; a fixture in the test may be missing:\n${lines.join("\n")}`;
}

function ownersOf({ kind }: Table, { organizations, people }: Owners): string[] {
  return { organization: organizations, person: people, nobody: ["nobody"] }[kind];
}

async function tablesWithoutRows(owner: Client, tables: Table[], owners: Owners): Promise<Table[]> {
  const without: Table[] = [];
  for (const table of tables) {
    const expected = ownersOf(table, owners);
    const { rows } = await owner.query<{ found: number }>(
      table.owner === null
        ? `select least(count(*), 1)::int as found from ${table.name}`
        : `select count(distinct ${table.owner})::int as found from ${table.name} where ${table.owner} = any ($1)`,
      table.owner === null ? [] : [expected],
    );
    if (rows[0]?.found !== expected.length) without.push(table);
  }
  return without;
}

async function fill(owner: Client, table: Table, owners: Owners, fixture: Fixtures[string]): Promise<void> {
  const [lean, full] = Array.isArray(fixture) ? fixture : [{}, fixture];
  await owner.query("begin");
  try {
    for (const one of ownersOf(table, owners)) {
      await enterContext(owner, table, one);
      await insert(
        owner,
        table,
        await rowOf(owner, table, { owner: one, ordinal: 0, fixture: lean, spare: full }),
      );
      if (!table.single)
        await insert(
          owner,
          table,
          await rowOf(owner, table, { owner: one, ordinal: 1, fixture: full, spare: {} }),
        );
    }
    await owner.query("commit");
  } catch (error) {
    await owner.query("rollback");
    throw error;
  }
}

/** Defaults such as `plinth.actor()` ask who is calling. */
async function enterContext(owner: Client, { kind }: Table, one: string): Promise<void> {
  const [organization, actor, scope] =
    kind === "organization" ? [one, `member:${one}`, "all"] : [null, `user:${one}`, null];
  await owner.query("select plinth.set_context($1::uuid, $2, $3)", [organization, actor, scope]);
}

/** `spare` has values for what must not be null and is not said of the lean row. */
type Wish = { owner: string; ordinal: number; fixture: Row; spare: Row };

async function rowOf(owner: Client, table: Table, wish: Wish): Promise<Row> {
  const { fixture, spare, ordinal } = wish;
  const row: Row = table.owner === null ? {} : { [table.owner]: wish.owner };
  for (const key of table.foreignKeys)
    Object.assign(row, await parentOf(owner, table, key, { ...wish, row }));
  for (const column of table.columns) {
    if (column.name in row) continue;
    if (column.name in fixture) row[column.name] = fixture[column.name];
    else if (column.preset || (column.nullable && ordinal === 0)) continue;
    else row[column.name] = column.name in spare ? spare[column.name] : valueFor(column, wish);
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
      order by ${key.targetColumns.join(", ")} limit ${wish.ordinal + 1}`,
    known.map((column) => wish.row[column]),
  );
  // of rows that several parents must have in common there may be fewer than two
  const parent = rows.at(-1);
  if (parent === undefined)
    throw new Error(`${key.target} has no row yet that ${key.columns.join(", ")} could name`);
  return parent;
}

function targetOf(key: ForeignKey, column: string): string {
  return key.targetColumns[key.columns.indexOf(column)] ?? column;
}

/** A small value of the column's type that differs between owners and between their rows. */
function valueFor(column: Column, { owner, ordinal }: Wish): unknown {
  const allowed = /ARRAY\['([^']*)'/.exec(column.check)?.[1];
  if (allowed !== undefined) return allowed;
  if (column.type.endsWith("[]")) return [];
  const seed = createHash("sha256").update(`${owner} ${column.name} ${ordinal}`).digest();
  const makers: Record<string, () => unknown> = {
    text: () => `${column.name} ${seed.toString("hex", 0, 4)}`,
    uuid: () => seed.toString("hex", 0, 16),
    bytea: () => seed,
    boolean: () => ordinal === 1,
    smallint: () => ordinal + 1,
    integer: () => ordinal + 1,
    bigint: () => ordinal + 1,
    numeric: () => ordinal + 1,
    "double precision": () => ordinal + 1,
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
 * Whose a table is: an organization's when it must name one, a person's when it must name a user, else nobody's.
 * `single`: a unique key on nothing but the owner leaves room for one row. `preset`: a default or a generated value.
 * Value types with a form of their own keep their name, the others count as what they are made of.
 */
const tablesSql = `
  with owned as (
    select c.oid, c.oid::regclass::text as name, o.*
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      left join lateral (
        select a.attnum as key, a.attname::text as owner, k.kind
          from pg_attribute a
          join (values (1, 'public.organizations', 'id', 'organization'), (2, 'public.users', 'id', 'person'),
                       (3, null, 'organization_id', 'organization'), (4, null, 'user_id', 'person'))
               k(place, itself, name, kind)
            on a.attname = k.name and (k.itself is null or to_regclass(k.itself) = c.oid)
         where a.attrelid = c.oid and a.attnotnull and not a.attisdropped
         order by k.place limit 1) o on true
     where c.relkind in ('r', 'p') and n.nspname in ('public', 'plinth')
  )
  select t.name, coalesce(t.kind, 'nobody') as kind, t.owner,
         exists (select from pg_index i where i.indrelid = t.oid and i.indisunique and i.indpred is null
                    and i.indnkeyatts = 1 and i.indkey[0] = t.key) as single,
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
    from owned t
   order by t.name`;
