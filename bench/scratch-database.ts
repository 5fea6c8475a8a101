/**
 * The bench's own durable PostgreSQL in `.plinth-bench/`, with the production settings, and a database in it
 * that one run may spoil. Seeding is slow, so a seeded database is kept as a template and copied.
 */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { ensureRoles, migrate } from "#platform/db";
import { startEmbeddedPostgres } from "#platform/embedded-postgres";
import type { Population } from "./population.ts";
import { type DatabaseUrls, seed } from "./seed.ts";

const root = fileURLToPath(new URL("../", import.meta.url));

export type ScratchDatabase = DatabaseUrls & {
  /** An owner's API key of each organization, in order. */
  keys: string[];
  drop(): Promise<void>;
};

export type ScratchCluster = {
  /** Of PostgreSQL, in words. */
  version: string;
  /** A seeded database of the caller's own; several at a time have names of their own. */
  database(people: Population, name?: string): Promise<ScratchDatabase>;
  stop(): Promise<void>;
};

export async function startScratchCluster(say: (line: string) => void): Promise<ScratchCluster> {
  const dataDir = join(root, ".plinth-bench");
  const cluster = await startEmbeddedPostgres({ dataDir, durable: true, say });
  const admin = new pg.Client({ connectionString: cluster.adminUrl });
  await admin.connect();
  const { rows } = await admin.query<{ server_version: string }>("show server_version");
  return {
    version: `PostgreSQL ${rows[0]?.server_version}`,
    async database(people, name = "bench_run") {
      const template = await seededTemplate(admin, cluster.adminUrl, people, say);
      await dropDatabase(admin, name);
      await admin.query(`create database ${name} template ${template} strategy file_copy`);
      await admin.query("checkpoint"); // the copy's own writing is not part of what is measured
      const adminUrl = onDatabase(cluster.adminUrl, name);
      const { appUrl, systemUrl } = await ensureRoles(adminUrl);
      return {
        adminUrl,
        appUrl,
        systemUrl,
        keys: await keptKeys(adminUrl),
        drop: () => dropDatabase(admin, name),
      };
    },
    async stop() {
      await admin.end();
      await cluster.stop();
    },
  };
}

/** The name of the seeded database of this population and this code, made unless it exists. */
async function seededTemplate(
  admin: pg.Client,
  clusterUrl: string,
  people: Population,
  say: (line: string) => void,
): Promise<string> {
  const name = `bench_${people.orders}_${people.organizations}_${await fingerprint()}`;
  const { rows } = await admin.query("select from pg_database where datname = $1", [name]);
  if (rows.length > 0) return name;

  say(`Seeding ${people.orders} orders of ${people.organizations} organizations (kept for the next run).`);
  const building = `${name}_building`;
  await dropDatabase(admin, building);
  await admin.query(`create database ${building} template template0`);
  const adminUrl = onDatabase(clusterUrl, building);
  const { appUrl, ownerUrl, systemUrl } = await ensureRoles(adminUrl);
  await migrate(ownerUrl);
  await keepKeys(adminUrl, await seed({ adminUrl, appUrl, systemUrl }, people));
  // the name is given last: a seeding that was interrupted is never used
  await admin.query(`alter database ${building} rename to ${name}`);
  return name;
}

/** What decides how the seeded database looks. */
async function fingerprint(): Promise<string> {
  const hash = createHash("sha256");
  const migrations = join(root, "server", "migrations");
  const files = (await readdir(migrations)).sort().map((name) => join(migrations, name));
  for (const file of [
    ...files,
    ...["seed.ts", "population.ts", "people.ts", "ids.ts"].map((name) => join(root, "bench", name)),
  ]) {
    hash.update(await readFile(file));
  }
  return hash.digest("hex").slice(0, 12);
}

/** The secrets of the bench's own keys travel with its template: nothing but the bench ever accepts them. */
async function keepKeys(adminUrl: string, keys: string[]): Promise<void> {
  await withClient(adminUrl, async (client) => {
    await client.query("create schema bench");
    await client.query(
      "create table bench.keys as select * from unnest($1::text[]) with ordinality k(secret, place)",
      [keys],
    );
  });
}

async function keptKeys(adminUrl: string): Promise<string[]> {
  return await withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ secret: string }>("select secret from bench.keys order by place");
    return rows.map(({ secret }) => secret);
  });
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function dropDatabase(admin: pg.Client, name: string): Promise<void> {
  await admin.query(`drop database if exists ${name} with (force)`);
}

function onDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
