/**
 * A real PostgreSQL database for a test file: migrated, empty, its own.
 *
 * Migrations run once into a template; each file gets a clone of it, which takes some ten milliseconds.
 * All files share one careless (non durable) cluster: the one that `npm test` names in
 * PLINTH_TEST_ADMIN_URL, or, for a file run by hand, one that is kept running in `.plinth-test/`.
 */
import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { ensureRoles, migrate } from "#platform/db";
import { startEmbeddedPostgres } from "#platform/embedded-postgres";
import { testClusterSettings } from "./cluster-settings.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** What decides how a fresh database looks: change any of it and a new template is made. */
const templateSources = ["server/migrations", "server/src/platform/db"];

export type TestDatabase = {
  name: string;
  /** The superuser, on this database. */
  adminUrl: string;
  appUrl: string;
  ownerUrl: string;
  systemUrl: string;
  /** Removes the database, cutting its connections. What is not dropped, a later test file drops. */
  drop(): Promise<void>;
};

/** A migrated database of the caller's own. */
export async function testDatabase(): Promise<TestDatabase> {
  const clusterUrl = await testCluster();
  return await withAdmin(clusterUrl, async (admin) => {
    // The process id is in the name, so that others can tell when nobody will drop it any more.
    const name = `test_${process.pid}_${randomBytes(6).toString("hex")}`;
    await oneAtATime(admin, async () => {
      await dropForgotten(admin);
      const template = await ensureTemplate(admin, clusterUrl);
      await admin.query(`create database ${name} template ${template} strategy file_copy`);
    });
    const adminUrl = onDatabase(clusterUrl, name);
    return {
      name,
      adminUrl,
      ...(await ensureRoles(adminUrl)),
      drop: () => withAdmin(clusterUrl, (again) => dropDatabase(again, name)),
    };
  });
}

/** The same cluster's URL on another database. */
export function onDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

async function testCluster(): Promise<string> {
  const given = process.env.PLINTH_TEST_ADMIN_URL;
  if (given) return given;
  const { adminUrl } = await startEmbeddedPostgres({
    dataDir: join(root, ".plinth-test"),
    durable: false,
    settings: testClusterSettings,
  });
  return adminUrl; // left running: the next file run by hand finds it warm
}

/** The one place where databases come and go: files that run at the same time queue here. */
async function oneAtATime(admin: Client, deed: () => Promise<void>): Promise<void> {
  await admin.query("select pg_advisory_lock(hashtextextended('plinth test databases', 0))");
  await deed(); // the lock ends with the connection, also when the deed fails
  await admin.query("select pg_advisory_unlock(hashtextextended('plinth test databases', 0))");
}

/** Makes the template unless it exists, and clears away those of older migrations. */
async function ensureTemplate(admin: Client, clusterUrl: string): Promise<string> {
  const name = `plinth_template_${await fingerprint()}`;
  if (await databaseExists(admin, name)) return name;

  for (const older of await databasesLike(admin, String.raw`plinth\_template\_%`))
    await dropDatabase(admin, older);
  const building = `${name}_building`;
  await admin.query(`create database ${building} template template0`);
  const { ownerUrl } = await ensureRoles(onDatabase(clusterUrl, building));
  await migrate(ownerUrl);
  // The name is given last: a template that is interrupted half-way is never used.
  await admin.query(`alter database ${building} rename to ${name}`);
  return name;
}

async function fingerprint(): Promise<string> {
  const hash = createHash("sha256");
  for (const folder of templateSources) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"));
    for (const path of files.map((file) => join(file.parentPath, file.name)).sort()) {
      hash
        .update(path)
        .update("\0")
        .update(await readFile(path))
        .update("\0");
    }
  }
  return hash.digest("hex").slice(0, 16);
}

/** Databases whose test process has ended. */
async function dropForgotten(admin: Client): Promise<void> {
  for (const name of await databasesLike(admin, String.raw`test\_%\_%`)) {
    if (!isRunning(Number(name.split("_")[1]))) await dropDatabase(admin, name);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function dropDatabase(admin: Client, name: string): Promise<void> {
  await admin.query(`drop database if exists ${name} with (force)`);
}

async function databaseExists(admin: Client, name: string): Promise<boolean> {
  return (await databasesLike(admin, name.replaceAll("_", String.raw`\_`))).length > 0;
}

async function databasesLike(admin: Client, pattern: string): Promise<string[]> {
  const { rows } = await admin.query<{ datname: string }>(
    "select datname from pg_database where datname like $1",
    [pattern],
  );
  return rows.map((row) => row.datname);
}

async function withAdmin<T>(url: string, deed: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  try {
    return await deed(admin);
  } finally {
    await admin.end();
  }
}
