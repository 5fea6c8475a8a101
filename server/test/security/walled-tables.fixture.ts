/** Every table of the database, whose its rows are, and what a caller does to them when nothing but Row Level Security is asked. */
import type { Client } from "pg";

export type WalledTable = {
  name: string;
  /** The column that names whose the row is: an organization, or a human. Of nobody's tables: the first. */
  owner: string;
  rights: string[];
  /** Columns that an insert may name. */
  columns: string[];
};

/** Two organizations and two humans with rows in every table of theirs, and a customer of the first organization. */
export type Owners = {
  own: string;
  other: string;
  actor: string;
  customer: string;
  human: string;
  anotherHuman: string;
};

/** Tables of humans, and the column that names the human. What is in none of these lists is an organization's. */
export const ofPeople: Record<string, string> = {
  users: "id",
  passwords: "user_id",
  sessions: "user_id",
  user_tokens: "user_id",
  totp_factors: "user_id",
  recovery_codes: "user_id",
  passkeys: "user_id",
  linked_accounts: "user_id",
  "plinth.user_audit_entries": "user_id",
  "plinth.user_idempotency_records": "user_id",
  "plinth.user_revocations": "user_id",
};

/** Deeds add rows and read none; why they belong to nobody. */
export const dropboxes: Record<string, string> = {
  "plinth.mails": "written by every deed that has something to tell, sent by the system",
  "plinth.registrations": "who asks for an account is nobody yet",
  "plinth.spent_challenges": "who answers one is not known before it is spent",
};

/** Only the system touches them; why. */
export const internals: Record<string, string> = {
  "plinth.feed_head": "the position of the whole feed",
  "plinth.attempts": "failures are counted before anybody is known",
  "plinth.request_use": "what processes tell one another of the requests of all organizations",
  "plinth.signing_keys": "the keys that sign access tokens",
  "plinth.audit_keys": "the keys that the trail is sealed with",
  "plinth.audit_heads": "where each chain of seals ends",
  "plinth.audit_seals": "what proves the trail; nobody but verify reads it",
  "plinth.consumers": "how far each reader of the whole feed has come",
  "plinth.job_queues": "how many jobs of a queue were begun in its window, of all organizations together",
};

export async function walledTables(admin: Client): Promise<WalledTable[]> {
  const { rows } = await admin.query<WalledTable>(
    `
    select t.name, coalesce($1::json ->> t.name, a.attname::text, case when o.itself then 'id' else f.attname::text end) as owner,
           array(select r from unnest(array['select', 'insert', 'update']) r
                  where has_any_column_privilege('plinth_app', t.oid, r)
                 union all select 'delete' where has_table_privilege('plinth_app', t.oid, 'delete')) as rights,
           array(select c.attname::text from pg_attribute c
                  where c.attrelid = t.oid and c.attnum > 0 and not c.attisdropped
                    and c.attgenerated = '' and c.attidentity = '' order by c.attnum) as columns
      from (select c.oid, c.oid::regclass::text as name from pg_class c
             join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and n.nspname in ('public', 'plinth')) t
      cross join lateral (select t.name = 'organizations' as itself) o
      join pg_attribute f on f.attrelid = t.oid and f.attnum = 1
      left join pg_attribute a on a.attrelid = t.oid and a.attname = 'organization_id' and a.attgenerated = '' and not a.attisdropped
     order by t.name`,
    [JSON.stringify(ofPeople)],
  );
  return rows;
}

export const isOfNobody = (name: string) => name in dropboxes || name in internals;
export const isOfPeople = (name: string) => name in ofPeople;

/** Who asks, as the database's context says it. */
export type Caller = { organization: string | null; actor: string; scope: string | null };

export const atWork = ({ own, actor }: Owners, scope = "all"): Caller => ({
  organization: own,
  actor,
  scope,
});
export const forThemselves = ({ human }: Owners): Caller => ({
  organization: null,
  actor: `user:${human}`,
  scope: null,
});

/** How each table belongs to a customer; what is not named here is hidden from a scoped actor. */
export const belonging: Record<string, string> = {
  organizations: "true",
  customers: "id = $1",
  contacts: "customer_id = $1",
  addresses: "customer_id = $1",
  buyers: "customer_id = $1",
  orders: "customer_id = $1",
  order_lines: "customer_id = $1",
  payments: "customer_id = $1",
  refunds: "customer_id = $1",
  products: "true",
  product_prices: "true",
  tax_rates: "true",
  settings: "true",
  "plinth.counters": "true",
  // how far the feed is: the number itself reaches nobody who sees some customers only
  "plinth.organization_feed": "true",
  "plinth.idempotency_records": "actor = $2",
  // whatever customers they see
  "plinth.notifications": "user_id = split_part($2, ':', 2)::uuid",
  "plinth.notification_preferences": "user_id = split_part($2, ':', 2)::uuid",
};

/** Tables of an organization whose rows are one human's, who acts there as a member or buyer, and the column that names them. */
export const ofActors: Record<string, string> = {
  "plinth.notifications": "user_id",
  "plinth.notification_preferences": "user_id",
};

export const isShared = (name: string) => belonging[name] === "true";

export async function rowsOf(
  client: Client,
  { name, owner }: WalledTable,
  whose: string,
): Promise<unknown[]> {
  const { rows } = await client.query<{ row: unknown }>(
    `select to_json(t) as row from ${name} t where ${owner} = $1`,
    [whose],
  );
  return rows.map(({ row }) => row);
}

export function add(client: Client, caller: Caller, { name, columns }: WalledTable, row: unknown) {
  const named = columns.map((column) => `"${column}"`).join(", ");
  const text = `insert into ${name} (${named}) select ${named} from json_populate_record(null::${name}, $1)`;
  return asApp(client, caller, text, [JSON.stringify(row)]);
}

export function asApp(
  client: Client,
  { organization, actor, scope }: Caller,
  text: string,
  values: unknown[],
) {
  const enter = "select plinth.set_context($1, $2, $3)";
  return trying(client, enter, [organization, actor, scope], text, values, "plinth_app");
}

/** Runs it and takes it back. @returns how many rows it touched, or the SQLSTATE that refused it. */
export async function trying(
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
