/** Does the process live, and can it serve? */
import type { FastifyInstance } from "fastify";
import { type Database, pendingMigrations, sql } from "#platform/db";

/** `/healthz` answers while the process lives; `/readyz` only when the database answers and is migrated. */
export function addHealth(server: FastifyInstance, database: Database, systemUrl: string): void {
  server.get("/healthz", (_, reply) => reply.send({ status: "ok" }));
  server.get("/readyz", async (_, reply) => {
    const checks = { database: await answers(database), migrations: await migrated(systemUrl) };
    const ready = Object.values(checks).every((state) => state === "ok");
    return reply.code(ready ? 200 : 503).send({ status: ready ? "ok" : "unavailable", checks });
  });
}

async function answers(database: Database): Promise<string> {
  return database.system(sql`select 1`).then(
    () => "ok",
    () => "unreachable",
  );
}

async function migrated(systemUrl: string): Promise<string> {
  return pendingMigrations(systemUrl).then(
    (pending) => (pending === 0 ? "ok" : `${pending} pending`),
    () => "unknown",
  );
}
