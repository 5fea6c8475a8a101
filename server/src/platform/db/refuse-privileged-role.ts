/**
 * The last look before serving: Row Level Security protects nobody from a role that stands above it.
 */
import { withConnection } from "./one-connection.ts";

/**
 * Refuse to serve with a role that can see past Row Level Security or change what enforces it.
 *
 * @param appUrl the URL that requests will be served with
 * @throws naming each reason: superuser, BYPASSRLS, owner of what protects the data, or member of such a role
 */
export async function refusePrivilegedRole(appUrl: string): Promise<void> {
  const { role, reasons } = await withConnection(appUrl, async (client) => {
    const { rows } = await client.query<{ role: string; reasons: string[] }>(reasonsSql);
    return rows[0] ?? { role: "?", reasons: ["it does not exist"] };
  });
  if (reasons.length === 0) return;
  throw new Error(
    `Refusing to serve as the database role "${role}": ${reasons.join("; ")}. ` +
      "Row Level Security would not hold it. Serve as plinth_app, or give an administrative " +
      "URL from which Plinth makes its own roles.",
  );
}

// A superuser counts as member of every role: then the one reason is enough.
const reasonsSql = `
  with held as (
    select r.oid, r.rolname, r.rolsuper, r.rolbypassrls,
           case when r.rolname = current_user then 'it ' else format('its role %I ', r.rolname) end as who
      from pg_roles r
     where r.rolname = current_user
        or (pg_has_role(current_user, r.oid, 'member')
            and not (select rolsuper from pg_roles where rolname = current_user))
  ), ours as (
    select n.oid, n.nspname, n.nspowner from pg_namespace n where n.nspname in ('plinth', 'plinth_meta', 'public')
  ), owned as (
    select c.relowner as owner, format('%I.%I', o.nspname, c.relname) as what
      from pg_class c join ours o on o.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    union all
    select p.proowner, format('%I.%I()', o.nspname, p.proname) from pg_proc p join ours o on o.oid = p.pronamespace
    union all
    select o.nspowner, format('schema %I', o.nspname) from ours o
    union all
    select d.datdba, 'the database' from pg_database d where d.datname = current_database()
  )
  select current_user as role,
         array(select who || 'is a superuser' from held where rolsuper
               union all
               select who || 'has BYPASSRLS' from held where rolbypassrls and not rolsuper
               union all
               select h.who || 'owns ' || min(w.what)
                      || case when count(*) > 1 then format(' and %s more', count(*) - 1) else '' end
                 from held h join owned w on w.owner = h.oid
                where not h.rolsuper
                group by h.who) as reasons`;
