/**
 * The second wall, table by table: what Row Level Security alone must hold, asked of the catalog and tried out as
 * plinth_app. Each check answers its complaints; none means that the wall stands. All run inside the caller's
 * transaction, so that a policy can be taken away, the gap seen, and everything put back.
 */
import type { Client } from "pg";

export type WalledTable = {
  name: string;
  /** The column that names the organization. */
  tenant: string;
  rights: string[];
  /** Columns that an insert may name. */
  columns: string[];
};

/** Two organizations with two rows in every table, and a customer of the first. */
export type Tenants = { own: string; other: string; actor: string; customer: string };

/** Tables of Plinth that belong to no organization; nobody but the system may touch them. */
export const withoutOrganization = ["plinth.feed_head"];

export async function walledTables(admin: Client): Promise<WalledTable[]> {
  const { rows } = await admin.query<WalledTable>(
    `
    select t.name, coalesce(a.attname::text, 'id') as tenant,
           array(select r from unnest(array['select', 'insert', 'update', 'delete']) r
                  where has_table_privilege('plinth_app', t.oid, r)) as rights,
           array(select c.attname::text from pg_attribute c
                  where c.attrelid = t.oid and c.attnum > 0 and not c.attisdropped
                    and c.attgenerated = '' and c.attidentity = '' order by c.attnum) as columns
      from (select c.oid, c.oid::regclass::text as name from pg_class c
             join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and n.nspname in ('public', 'plinth')) t
      left join pg_attribute a on a.attrelid = t.oid and a.attname = 'organization_id' and a.attgenerated = '' and not a.attisdropped
     where t.name <> all ($1)
     order by t.name`,
    [withoutOrganization],
  );
  return rows;
}

/** What `plinth_app` may do as the organization, to its own rows and to those of the other one. */
export async function tenantComplaints(
  client: Client,
  table: WalledTable,
  tenants: Tenants,
): Promise<string[]> {
  const { own, other } = tenants;
  const { name, tenant, rights, columns } = table;
  const complaints: string[] = [];
  const complain = (what: string) => complaints.push(`${name}: ${what}`);
  const theirs = await rowsOf(client, table, other);
  const mine = await rowsOf(client, table, own);
  if (theirs.length === 0 || mine.length === 0)
    return [`${name}: holds no rows of both, so that nothing was tried`];
  const act = (text: string, values: unknown[]) => asApp(client, tenants, "all", text, values);
  const named = columns.map((column) => `"${column}"`).join(", ");
  const insert = (row: unknown) =>
    act(`insert into ${name} (${named}) select ${named} from json_populate_record(null::${name}, $1)`, [
      JSON.stringify(row),
    ]);

  if (rights.includes("select")) {
    const seen = await act(`select from ${name} where ${tenant} = $1`, [other]);
    if (seen !== 0) complain(`${seen} rows of another organization are seen`);
    const all = await act(`select from ${name}`, []);
    if (all !== mine.length) complain(`${all} of ${mine.length} rows of one's own are seen`);
  }
  if (rights.includes("insert")) {
    const foreign = await insert(theirs[0]);
    if (foreign !== "42501") complain(`a row of another organization may be added (${foreign})`);
    const again = await insert(mine[0]);
    if (again === "42501") complain("a row of one's own may not be added");
  }
  // without a condition: one that reads a column would be held back by the right to select as well
  if (rights.includes("update")) {
    const kept = await act(`update ${name} set ${tenant} = $1`, [own]);
    if (kept !== mine.length) complain(`an update touches ${kept} and not one's own ${mine.length} rows`);
    const given = await act(`update ${name} set ${tenant} = $1`, [other]);
    if (given !== "42501") complain(`rows may be given to another organization (${given})`);
  }
  if (rights.includes("delete")) {
    const gone = await act(`delete from ${name}`, []);
    if (gone !== mine.length) complain(`a delete touches ${gone} and not one's own ${mine.length} rows`);
  }
  return complaints;
}

/** What a missing, empty or broken context is answered with. */
export async function contextComplaints(
  client: Client,
  { name, rights }: WalledTable,
  tenants: Tenants,
): Promise<string[]> {
  if (!rights.includes("select")) return [];
  const without = await trying(client, "set local role plinth_app", [], `select from ${name}`, []);
  const empty = await asApp(client, tenants, "{}", `select from ${name}`, []);
  const blank = await asApp(client, tenants, "", `select from ${name}`, []);
  return [
    ...(without === "PL001" ? [] : [`${name}: without a context it answers ${without}`]),
    // a table that everybody in the organization shares need not ask for the scope
    ...[empty, blank].flatMap((answer) =>
      answer === "PL001" || isShared(name) ? [] : [`${name}: an empty scope is answered with ${answer}`],
    ),
  ];
}

/** How each table belongs to a customer; what is not named here is hidden from a scoped actor. */
export const belonging: Record<string, string> = {
  organizations: "true",
  customers: "id = $1",
  contacts: "customer_id = $1",
  addresses: "customer_id = $1",
  orders: "customer_id = $1",
  order_lines: "customer_id = $1",
  products: "true",
  product_prices: "true",
  tax_rates: "true",
  "plinth.counters": "true",
  "plinth.idempotency_records": "actor = $2",
};

const isShared = (name: string) => belonging[name] === "true";

/** What an actor sees, changes and removes whose scope is one customer. */
export async function scopeComplaints(
  client: Client,
  table: WalledTable,
  tenants: Tenants,
): Promise<string[]> {
  const { name, tenant, rights, columns } = table;
  if (!rights.includes("select")) return [];
  const { own, customer, actor } = tenants;
  const scope = `{${customer}}`;
  const condition = belonging[name] ?? "false";
  const { rows } = await client.query<{ inside: number; sample: unknown }>(
    `select count(*) filter (where ${condition})::int as inside,
            (array_agg(to_json(t)) filter (where not (${condition})))[1] as sample
       from ${name} t where ${tenant} = $3 and ($1::uuid is not null and $2::text is not null)`,
    [customer, actor, own],
  );
  const { inside = 0, sample } = rows[0] ?? {};
  if (condition !== "false" && inside === 0)
    return [`${name}: no row belongs to the customer, so nothing was tried`];
  const complaints: string[] = [];
  const tried = [
    ["select", `select from ${name}`],
    ["update", `update ${name} set ${tenant} = '${own}'`],
    ["delete", `delete from ${name}`],
  ] as const;
  for (const [right, text] of tried) {
    if (!rights.includes(right)) continue;
    const touched = await asApp(client, tenants, scope, text, []);
    if (touched !== inside)
      complaints.push(`${name}: a scoped ${right} touches ${touched} rows and not ${inside}`);
  }
  // hidden tables take a scoped actor's trail without showing it; others take only what lies inside the scope
  if (rights.includes("insert") && name in belonging && sample != null) {
    const named = columns.map((column) => `"${column}"`).join(", ");
    const added = await asApp(
      client,
      tenants,
      scope,
      `insert into ${name} (${named}) select ${named} from json_populate_record(null::${name}, $1)`,
      [JSON.stringify(sample)],
    );
    if (added !== "42501")
      complaints.push(`${name}: a scoped actor may add what lies outside of its scope (${added})`);
  }
  return complaints;
}

/** The two that maintain and serve: the owner reaches every row, and so does the system where it is admitted. */
export async function serviceComplaints(
  client: Client,
  { name, tenant }: WalledTable,
  { own, other }: Tenants,
): Promise<string[]> {
  const { rows } = await client.query<{ all: number; system: boolean }>(
    `select count(*)::int as all, has_table_privilege('plinth_system', $1, 'select') as system from ${name} where ${tenant} = any ($2)`,
    [name, [own, other]],
  );
  const { all, system } = rows[0] ?? { all: 0, system: false };
  const count = `select from ${name} where ${tenant} = any ($1)`;
  // by name: elsewhere the owner may not inherit what the system may
  const named = await client.query(
    `select from pg_policy where polrelid = $1::regclass and polroles = array['plinth_owner'::regrole::oid]
        and polcmd = '*' and pg_get_expr(polqual, polrelid) = 'true'`,
    [name],
  );
  const complaints = named.rowCount === 1 ? [] : [`${name}: no policy admits plinth_owner by name`];
  for (const role of system ? ["plinth_owner", "plinth_system"] : ["plinth_owner"]) {
    const seen = await trying(client, `set local role ${role}`, [], count, [[own, other]]);
    if (seen !== all) complaints.push(`${name}: ${role} sees ${seen} of ${all} rows`);
  }
  return complaints;
}

async function rowsOf(
  client: Client,
  { name, tenant }: WalledTable,
  organization: string,
): Promise<unknown[]> {
  const { rows } = await client.query<{ row: unknown }>(
    `select to_json(t) as row from ${name} t where ${tenant} = $1`,
    [organization],
  );
  return rows.map(({ row }) => row);
}

function asApp(client: Client, { own, actor }: Tenants, scope: string, text: string, values: unknown[]) {
  return trying(
    client,
    "select plinth.set_context($1, $2, $3)",
    [own, actor, scope],
    text,
    values,
    "plinth_app",
  );
}

/** Runs it and takes it back. @returns how many rows it touched, or the SQLSTATE that refused it. */
async function trying(
  client: Client,
  preparation: string,
  given: unknown[],
  text: string,
  values: unknown[],
  role?: string,
): Promise<number | string> {
  await client.query("savepoint trying");
  try {
    // foreign keys would hold a row back that a policy let through
    await client.query("set local session_replication_role = replica");
    await client.query(preparation, given);
    if (role !== undefined) await client.query(`set local role ${role}`);
    return (await client.query(text, values)).rowCount ?? 0;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  } finally {
    await client.query("rollback to savepoint trying");
  }
}
