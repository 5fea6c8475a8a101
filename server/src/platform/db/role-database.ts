/** What the three roles need of the one database that Plinth lives in. */
import type { Client } from "pg";
import { app, owner, system } from "./role-settings.ts";

/** Hand the database and its schema `public` to plinth_owner, as far as `admin` may, and admit the other two. */
export async function ensureDatabase(admin: Client, database: string): Promise<void> {
  const { rows } = await admin.query<DatabaseState>(databaseStateSql);
  const state = rows[0];
  if (state === undefined) throw new Error("The database does not know itself or has no schema public.");
  const quoted = admin.escapeIdentifier(database);

  if (!(state.owns_database && state.owns_public) && !state.admin_is_owner) {
    // Handing something over needs membership in the role that receives it; a superuser has it anyway.
    await admin.query(`grant ${owner.name} to current_user`);
  }
  for (const role of [app, system]) {
    if (!state.connects.includes(role.name))
      await admin.query(`grant connect on database ${quoted} to ${role.name}`);
  }
  if (state.public_creates) await admin.query("revoke create on schema public from public");
  if (!state.owns_database) {
    // `alter database … owner` asks for CREATEDB, which a managed administrator may lack; what
    // migrations need of the ownership is only CREATE.
    if (state.admin_creates_databases) await admin.query(`alter database ${quoted} owner to ${owner.name}`);
    else if (!state.owner_creates) await admin.query(`grant all on database ${quoted} to ${owner.name}`);
  }
  if (!state.owns_public) await admin.query(`alter schema public owner to ${owner.name}`);
}

type DatabaseState = {
  owns_database: boolean;
  owns_public: boolean;
  owner_creates: boolean;
  public_creates: boolean;
  connects: string[];
  admin_is_owner: boolean;
  admin_creates_databases: boolean;
};

const databaseStateSql = `
  select pg_get_userbyid(d.datdba) = '${owner.name}' as owns_database,
         pg_get_userbyid(n.nspowner) = '${owner.name}' as owns_public,
         has_database_privilege('${owner.name}', d.oid, 'create') as owner_creates,
         exists (select from aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
                  where a.grantee = 0 and a.privilege_type = 'CREATE') as public_creates,
         array(select pg_get_userbyid(a.grantee)::text from aclexplode(d.datacl) a
                where a.privilege_type = 'CONNECT') as connects,
         me.rolsuper or pg_has_role('${owner.name}', 'set') as admin_is_owner,
         me.rolsuper or me.rolcreatedb as admin_creates_databases
    from pg_database d
    join pg_namespace n on n.nspname = 'public'
    join pg_roles me on me.rolname = current_user
   where d.datname = current_database()`;

/** Search needs pg_trgm. Trusted (the usual case) a migration creates it as owner; else it is made here. */
export async function ensureTrigrams(admin: Client): Promise<void> {
  const installed = await admin.query("select from pg_extension where extname = 'pg_trgm'");
  // asked first, and nothing else on every start but the first: what is available stands in a file per extension
  if (installed.rowCount === 1) return;
  const { rows } = await admin.query<{ ready: boolean }>(
    `select trusted as ready
       from pg_available_extension_versions
      where name = 'pg_trgm'
      order by ready desc
      limit 1`,
  );
  if (rows.length === 0)
    throw new Error("the extension pg_trgm is not installed on the database server (contrib)");
  if (rows[0]?.ready !== true) await admin.query("create extension if not exists pg_trgm with schema public");
}
