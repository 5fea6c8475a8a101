/**
 * A PostgreSQL of one's own, for what would disturb the others on a shared one: roles belong to the
 * whole cluster, and a test that breaks a password breaks it for everybody.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { startEmbeddedPostgres } from "#platform/embedded-postgres";

/** A running server with an administrator, and empty databases on demand. */
export type ScratchCluster = {
  /** Administrative URL of the database `postgres`. */
  adminUrl: string;
  /** Make an empty database; answers its administrative URL. */
  newDatabase(name: string): Promise<string>;
  /** Stop the server and remove its files. */
  stop(): Promise<void>;
};

/** Start a scratch server in a temporary directory; about one second. */
export async function scratchCluster(): Promise<ScratchCluster> {
  const parent = await mkdtemp(join(tmpdir(), "plinth-scratch-"));
  const server = await startEmbeddedPostgres({ dataDir: join(parent, "data"), durable: false });
  return {
    adminUrl: server.adminUrl,
    async newDatabase(name) {
      await execute(server.adminUrl, `create database ${name}`);
      return databaseUrl(server.adminUrl, name);
    },
    async stop() {
      await server.stop();
      await rm(parent, { recursive: true, force: true });
    },
  };
}

/** The same server and login, another database. */
export function databaseUrl(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.href;
}

/** Run SQL on a connection of its own; answers the rows of the last statement. */
export async function execute(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const result: unknown = await client.query(sql);
    // Several statements in one text answer several results.
    const last = Array.isArray(result) ? result.at(-1) : result;
    return last.rows;
  } finally {
    await client.end();
  }
}
