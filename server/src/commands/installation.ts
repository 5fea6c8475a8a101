/** The database and the secrets that every command works with, made ready: embedded, or the operator's own. */
import { Client } from "pg";
import type { Config } from "#config";
import { ensureRoles, migrate, refusePrivilegedRole } from "#platform/db";
import { startEmbeddedPostgres } from "#platform/embedded-postgres";
import { Complaint, inWords } from "./complaint.ts";
import { connectionsFor } from "./processes-connections.ts";
import { databaseExists, reach } from "./reach.ts";
import { keptSecret } from "./secret.ts";

export type Installation = {
  appUrl: string;
  ownerUrl: string;
  systemUrl: string;
  secrets: string[];
  /** Names of the migrations that this call applied. */
  applied: string[];
  /** Starts the embedded database again after it died; undefined for the operator's own. */
  revive: (() => Promise<void>) | undefined;
  /** Leaves the embedded database, which stops when nobody else uses it. */
  close(): Promise<void>;
};

type Urls = { appUrl: string; ownerUrl: string; systemUrl: string };
type Opened = { urls: Urls; secrets: string[]; revive?: () => Promise<void>; close(): Promise<void> };

const embeddedName = "plinth";

/**
 * Opens the database, makes its roles and brings it to this version's shape. Works while a server of the
 * same installation runs and while none does.
 *
 * @param say hears whole sentences about what takes time
 * @throws a complaint in words; then everything is closed again
 */
export async function openInstallation(config: Config, say: (line: string) => void): Promise<Installation> {
  const { urls, secrets, revive, close } =
    config.database.kind === "embedded"
      ? await openEmbedded(config, say)
      : await openGiven(config.database, config.secrets);
  try {
    const { applied } = await inWords(migrate(urls.ownerUrl, { say }));
    await inWords(refusePrivilegedRole(urls.appUrl));
    return { ...urls, secrets, applied, revive, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openEmbedded(
  { dataDir, secrets, processes }: Config,
  say: (line: string) => void,
): Promise<Opened> {
  const settings = { max_connections: String(Math.max(100, connectionsFor(processes))) };
  const wish = { dataDir, settings, say };
  let server = await startEmbeddedPostgres(wish);
  try {
    const adminUrl = await ownDatabase(server.adminUrl);
    const urls = await inWords(ensureRoles(adminUrl));
    // the same directory, port and password: the addresses stay good
    const revive = async () => {
      await server.stop();
      server = await startEmbeddedPostgres(wish);
    };
    return {
      urls,
      secrets: secrets.length > 0 ? secrets : [await keptSecret(dataDir)],
      revive,
      close: () => server.stop(),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Our own database within the embedded cluster, so that `postgres` stays free for the operator's errands. */
async function ownDatabase(clusterUrl: string): Promise<string> {
  const url = new URL(clusterUrl);
  url.pathname = `/${embeddedName}`;
  if (await databaseExists(url.href)) return url.href;

  const admin = new Client({ connectionString: clusterUrl, application_name: "plinth" });
  await admin.connect();
  try {
    await admin.query(`create database ${embeddedName}`).catch((error: { code?: string }) => {
      const byRival = error.code === "42P04" || error.code === "23505";
      if (!byRival) throw error;
    });
  } finally {
    await admin.end();
  }
  return url.href;
}

async function openGiven(
  database: Extract<Config["database"], { kind: "url" }>,
  secrets: string[],
): Promise<Opened> {
  await reach("DATABASE_URL", database.appUrl);
  const close = async () => {};
  if (database.ownerUrl !== undefined && database.systemUrl !== undefined) {
    await reach("DATABASE_OWNER_URL", database.ownerUrl);
    await reach("DATABASE_SYSTEM_URL", database.systemUrl);
    const { appUrl, ownerUrl, systemUrl } = database;
    return { urls: { appUrl, ownerUrl, systemUrl }, secrets, close };
  }
  const [root] = secrets;
  if (root === undefined) throw new Complaint("PLINTH_SECRET is required with DATABASE_URL.");
  const urls = await rolesFrom(database.appUrl, root);
  return { urls, secrets, close };
}

async function rolesFrom(adminUrl: string, secret: string): Promise<Urls> {
  try {
    return await ensureRoles(adminUrl, { secret });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new Complaint(
      `${error.message}\nGive DATABASE_URL such a role, or give all three: DATABASE_URL to serve with, DATABASE_OWNER_URL to migrate with, DATABASE_SYSTEM_URL for the relay and sign-in.`,
      { cause: error },
    );
  }
}
