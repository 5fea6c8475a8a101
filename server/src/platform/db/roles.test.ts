import assert from "node:assert/strict";
import { after, test } from "node:test";
import { execute } from "#harness/execute";
import { scratchCluster } from "#harness/scratch-cluster";
import { migrate } from "./migrate.ts";
import { ensureRoles, refusePrivilegedRole } from "./roles.ts";

const cluster = await scratchCluster();
after(() => cluster.stop());

const roleNames = ["plinth_app", "plinth_owner", "plinth_system"];

test("a managed administrator who is no superuser can make the roles, and again", async () => {
  await execute(cluster.adminUrl, "create role boss login createrole password 'boss'");
  const adminUrl = asRole(await cluster.newDatabase("managed"), "boss", "boss");
  await execute(cluster.adminUrl, "alter database managed owner to boss");

  const urls = await ensureRoles(adminUrl);
  await migrate(urls.ownerUrl);
  assert.deepEqual(await ensureRoles(adminUrl), urls);
  await refusePrivilegedRole(urls.appUrl);
});

test("a managed administrator who may create databases hands his own over", async () => {
  await execute(cluster.adminUrl, "alter role boss createdb");
  const adminUrl = asRole(await cluster.newDatabase("handed_over"), "boss", "boss");
  await execute(cluster.adminUrl, "alter database handed_over owner to boss");

  const { ownerUrl } = await ensureRoles(adminUrl);
  assert.deepEqual(
    await execute(
      ownerUrl,
      "select pg_get_userbyid(datdba) as owner from pg_database where datname = current_database()",
    ),
    [{ owner: "plinth_owner" }],
  );
  await migrate(ownerUrl);
});

test("an administrator without the right is told what is needed", async () => {
  await execute(
    cluster.adminUrl,
    "create role nobody_special login password 'n'; alter role plinth_app reset jit",
  );
  const adminUrl = asRole(cluster.adminUrl, "nobody_special", "n");
  await assert.rejects(
    ensureRoles(adminUrl),
    /prepared as "nobody_special": .*CREATEROLE that owns the database/,
  );
});

test("each role logs in, with its settings and without powers", async () => {
  const urls = await ensureRoles(await cluster.newDatabase("plain"));
  const logins: [url: string, name: string][] = [
    [urls.appUrl, "plinth_app"],
    [urls.ownerUrl, "plinth_owner"],
    [urls.systemUrl, "plinth_system"],
  ];
  for (const [url, name] of logins) {
    assert.deepEqual(
      await execute(
        url,
        `select session_user as name, rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication as powers,
                current_setting('datestyle') as dates, current_setting('timezone') as zone, current_setting('jit') as jit
           from pg_roles where rolname = session_user`,
      ),
      [{ name, powers: false, dates: "ISO, YMD", zone: "UTC", jit: "off" }],
    );
  }
  const [settings] = await execute(
    urls.appUrl,
    `select current_setting('plan_cache_mode') as plans, current_setting('statement_timeout') as statement,
            current_setting('idle_in_transaction_session_timeout') as idle, current_setting('lock_timeout') as lock`,
  );
  assert.deepEqual(settings, { plans: "force_generic_plan", statement: "15s", idle: "30s", lock: "5s" });
});

test("instances that start at once agree, on one database and on several", async () => {
  const databases = [
    await cluster.newDatabase("one"),
    await cluster.newDatabase("two"),
    await cluster.newDatabase("three"),
  ];
  // What they find is broken, so that all of them want to repair it.
  await execute(
    cluster.adminUrl,
    roleNames.map((role) => `alter role ${role} reset all; alter role ${role} password 'broken'`).join(";"),
  );
  const starts = databases.flatMap((url) => [url, url, url, url]);

  const answers = await Promise.all(starts.map((url) => ensureRoles(url)));
  for (const urls of answers) {
    for (const url of Object.values(urls)) await execute(url, "select 1");
  }
});

test("what is right is not touched again", async () => {
  const adminUrl = await cluster.newDatabase("untouched");
  const versions = (): Promise<unknown> =>
    execute(
      adminUrl,
      `select 'role ' || rolname as what, xmin::text from pg_authid
        union all select 'setting ' || setrole::regrole, xmin::text from pg_db_role_setting
        union all select 'database', xmin::text from pg_database where datname = current_database()
        union all select 'member', xmin::text from pg_auth_members
        union all select 'schema', xmin::text from pg_namespace where nspname = 'public' order by 1, 2`,
    );
  await ensureRoles(adminUrl);
  const before = await versions();
  await ensureRoles(adminUrl);
  assert.deepEqual(await versions(), before);
});

test("powers that a role was given are taken back", async () => {
  const adminUrl = await cluster.newDatabase("greedy");
  await execute(
    adminUrl,
    "alter role plinth_app superuser createdb createrole bypassrls replication nologin",
  );
  await refusePrivilegedRole((await ensureRoles(adminUrl)).appUrl);
});

test("a new secret gives new passwords, and the old ones end", async () => {
  const adminUrl = await cluster.newDatabase("rotated");
  const old = await ensureRoles(adminUrl, { secret: "first" });
  const renewed = await ensureRoles(adminUrl, { secret: "second" });
  await execute(renewed.appUrl, "select 1");
  await assert.rejects(execute(old.appUrl, "select 1"), { code: "28P01" });
});

test("without a secret no password is guessed", async () => {
  await assert.rejects(ensureRoles(cluster.adminUrl, { secret: "" }), /need a secret/);
});

test("serving is refused to superusers, owners, BYPASSRLS and to members of such", async () => {
  const adminUrl = await cluster.newDatabase("guarded");
  const { appUrl, ownerUrl, systemUrl } = await ensureRoles(adminUrl);
  await migrate(ownerUrl);
  await execute(
    adminUrl,
    `create role passes_by login bypassrls password 'p';
     create role disguised login password 'p'; grant plinth_owner to disguised with inherit false;
     create role passes_by_turn login password 'p'; grant passes_by to passes_by_turn;
     create role landlord login password 'p'; create table public.yard (); alter table public.yard owner to landlord`,
  );

  await refusePrivilegedRole(appUrl);
  const refused: [url: string, said: RegExp][] = [
    [adminUrl, /"postgres": it is a superuser\./],
    [ownerUrl, /"plinth_owner": it owns .* more/],
    [systemUrl, /"plinth_system": it owns plinth\.\w+\(/],
    [asRole(adminUrl, "passes_by", "p"), /it has BYPASSRLS/],
    [asRole(adminUrl, "disguised", "p"), /its role plinth_owner owns/],
    [asRole(adminUrl, "passes_by_turn", "p"), /its role passes_by has BYPASSRLS/],
    [asRole(adminUrl, "landlord", "p"), /it owns public\.yard\./],
  ];
  for (const [url, said] of refused) await assert.rejects(refusePrivilegedRole(url), said);
});

/** The same place, another login. */
function asRole(url: string, role: string, password: string): string {
  const address = new URL(url);
  address.username = role;
  address.password = password;
  return address.href;
}
