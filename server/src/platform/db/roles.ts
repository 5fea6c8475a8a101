/**
 * The three roles: one that owns, one that serves, one that sees across organizations by grant.
 *
 * `plinth_owner` runs migrations, `plinth_app` serves requests and owns nothing, `plinth_system` is
 * the relay, sign-in and search. None is a superuser and none passes by Row Level Security. An
 * administrative URL is needed once, to make them; nothing is ever served on it.
 *
 * Idempotent: what is already right is not touched, because rival `alter role` of instances that
 * start together fail with "tuple concurrently updated". Roles belong to the whole cluster while
 * advisory locks belong to one database, so the lock calms rivals on one database and a retry
 * settles those on two. Installations that share a cluster must share the secret.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "pg";
import { codeOf, withConnection } from "./one-connection.ts";
import { rolePassword, scramVerifier, urlFor } from "./role-credentials.ts";
import { ensureDatabase, ensureTrigrams } from "./role-database.ts";
import { app, owner, type Role, roles, system } from "./role-settings.ts";

export { refusePrivilegedRole } from "./refuse-privileged-role.ts";

/** URLs of the three roles on the database of the administrative URL. */
export type RoleUrls = { appUrl: string; ownerUrl: string; systemUrl: string };

type RoleState = { name: string; excess: string[]; settings: Record<string, string> };

const rolesLock = "plinth roles";
const rivalCodes = new Set(["XX000", "23505", "42710", "40P01"]);
const attempts = 20;

/**
 * Make or repair the roles and what they need on the database that `adminUrl` names.
 *
 * @param adminUrl a superuser, or a role with CREATEROLE that owns the database (managed PostgreSQL)
 * @param options.secret root of the derived passwords; absent: the password in `adminUrl`
 * @throws when neither a secret nor a password exists, or the administrative role may not do it
 */
export async function ensureRoles(adminUrl: string, options: { secret?: string } = {}): Promise<RoleUrls> {
  return withConnection(adminUrl, async (admin) => {
    const secret = options.secret ?? admin.password ?? "";
    if (secret === "")
      throw new Error("The roles' passwords need a secret, or an administrative URL with a password.");

    const database = await databaseOf(admin);
    const login = (role: Role): { url: string; password: string } => {
      const password = rolePassword(secret, role.name);
      return { url: urlFor(adminUrl, { role: role.name, password, database }), password };
    };

    await settle(admin, async () => {
      await ensureEachRole(admin);
      await ensureOwnerActsForSystem(admin);
      await ensureDatabase(admin, database);
      await ensureTrigrams(admin);
    });
    for (const role of roles) await ensurePassword(admin, role, login(role));

    return { appUrl: login(app).url, ownerUrl: login(owner).url, systemUrl: login(system).url };
  });
}

async function databaseOf(admin: Client): Promise<string> {
  const { rows } = await admin.query<{ name: string }>("select current_database() as name");
  const name = rows[0]?.name;
  if (name === undefined) throw new Error("The database did not say its name.");
  return name;
}

/** Run `work` in one transaction, again when a rival changed the same role under it. */
async function settle(admin: Client, work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await admin.query(`begin; select pg_advisory_xact_lock(hashtextextended('${rolesLock}', 0))`);
      await work();
      await admin.query("commit");
      return;
    } catch (error) {
      await admin.query("rollback").catch(() => {}); // a lost connection has rolled back already; its cause is thrown below
      if (attempt === attempts || !rivalCodes.has(codeOf(error) ?? "")) throw explained(error, admin);
      await pause(Math.random() * 20 * attempt);
    }
  }
}

function explained(error: unknown, admin: Client): Error {
  const cause = error instanceof Error ? error.message : String(error);
  return new Error(
    `The database roles cannot be prepared as "${admin.user}": ${cause}. ` +
      "It must be a superuser, or a role with CREATEROLE that owns the database.",
    { cause: error },
  );
}

async function ensureEachRole(admin: Client): Promise<void> {
  const states = await roleStates(admin);
  for (const role of roles) {
    const state = states.get(role.name);
    if (state === undefined) await admin.query(`create role ${role.name} login`);
    else if (state.excess.length > 0) await admin.query(`alter role ${role.name} ${state.excess.join(" ")}`);

    for (const [setting, value] of Object.entries(role.settings)) {
      if (state?.settings[setting] === value) continue;
      // A list setting takes its members apart: 'ISO, YMD' in one pair of quotes would be one member.
      const members = value.split(", ").map((member) => `'${member}'`);
      await admin.query(`alter role ${role.name} set ${setting} = ${members.join(", ")}`);
    }
  }
}

/** Search functions belong to plinth_system and are made and replaced by migrations: the owner must act for it. */
async function ensureOwnerActsForSystem(admin: Client): Promise<void> {
  const { rows } = await admin.query<{ acts: boolean }>(
    `select pg_has_role('${owner.name}', '${system.name}', 'usage')
        and pg_has_role('${owner.name}', '${system.name}', 'set') as acts`,
  );
  if (rows[0]?.acts === true) return;
  await admin.query(`grant ${system.name} to ${owner.name} with inherit true, set true`);
}

/** What exists: per role the attributes it must lose (as words of `alter role`) and its settings. */
async function roleStates(admin: Client): Promise<Map<string, RoleState>> {
  const { rows } = await admin.query<{ name: string; excess: string[]; config: string[] }>(
    `select rolname as name,
            coalesce(rolconfig, '{}') as config,
            array_remove(array[
              case when rolsuper then 'nosuperuser' end,
              case when rolbypassrls then 'nobypassrls' end,
              case when rolreplication then 'noreplication' end,
              case when rolcreatedb then 'nocreatedb' end,
              case when rolcreaterole then 'nocreaterole' end,
              case when not rolcanlogin then 'login' end], null) as excess
       from pg_roles
      where rolname = any($1)`,
    [roles.map((role) => role.name)],
  );
  return new Map(
    rows.map(({ name, excess, config }) => {
      const settings = config.map((entry) => [
        entry.slice(0, entry.indexOf("=")),
        entry.slice(entry.indexOf("=") + 1),
      ]);
      return [name, { name, excess, settings: Object.fromEntries(settings) }];
    }),
  );
}

async function ensurePassword(
  admin: Client,
  role: Role,
  login: { url: string; password: string },
): Promise<void> {
  if (await opens(login.url)) return;
  await settle(admin, async () => {
    // A rival with the same secret may have set it while this one waited for the lock.
    if (await opens(login.url)) return;
    await admin.query(`alter role ${role.name} password '${scramVerifier(login.password)}'`);
  });
  if (!(await opens(login.url))) {
    throw new Error(
      `"${role.name}" cannot log in with its new password: does pg_hba.conf admit it to this database?`,
    );
  }
}

/** Whether this login works; only a refused password counts as no, everything else is an error. */
async function opens(url: string): Promise<boolean> {
  try {
    return await withConnection(url, async () => true);
  } catch (error) {
    if (codeOf(error) === "28P01" || codeOf(error) === "28000") return false;
    throw error;
  }
}
