/**
 * A PostgreSQL of one's own, for what would disturb the others on a shared one: roles belong to the
 * whole cluster, and a test that breaks a password breaks it for everybody.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "#platform/embedded-postgres";
import { execute } from "./execute.ts";
import { onDatabase } from "./postgres.ts";

export type ScratchCluster = {
  /** The superuser, on the database `postgres`. */
  adminUrl: string;
  socketDir: string | undefined;
  port: number;
  /** Make an empty database; answers the superuser's URL of it. */
  newDatabase(name: string): Promise<string>;
  /** Stop the server and remove its files. */
  stop(): Promise<void>;
};

/** Start a scratch server in a temporary directory; about one second. */
export async function scratchCluster(): Promise<ScratchCluster> {
  const dataDir = await mkdtemp(join(tmpdir(), "plinth-scratch-"));
  const server = await startEmbeddedPostgres({ dataDir, durable: false });
  return {
    adminUrl: server.adminUrl,
    socketDir: server.socketDir,
    port: server.port,
    async newDatabase(name) {
      await execute(server.adminUrl, `create database ${name}`);
      return onDatabase(server.adminUrl, name);
    },
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
