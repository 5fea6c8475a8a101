/** `/healthz` and `/readyz`: for whoever starts processes again, and whoever sends requests to them. */
import type { FastifyInstance } from "fastify";
import { type Database, pendingMigrations, sql } from "#platform/db";

/** Whoever asks does not wait for long either. */
const withinMs = 2_000;

/**
 * `/healthz` answers while the process lives; `/readyz` only when the database answers and is migrated, and facts come
 * through to the end of the feed.
 * @param feed `ok`, or what is wrong with it
 */
export function addHealth(
  server: FastifyInstance,
  database: Database,
  systemUrl: string,
  feed: () => string,
): void {
  // who asks decides whether we are started anew: whoever is busy is not dead
  const config = { whileOverloaded: "everybody" as const };
  server.get("/healthz", { config }, (_, reply) => reply.send({ status: "ok" }));
  server.get("/readyz", { config }, async (_, reply) => {
    const [answering, migrations] = await Promise.all([
      inTime(answers(database), "unreachable"),
      inTime(migrated(systemUrl), "unknown"),
    ]);
    const checks = { database: answering, migrations, feed: feed() };
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

async function inTime(check: Promise<string>, otherwise: string): Promise<string> {
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(() => late.resolve(otherwise), withinMs);
  return Promise.race([check, late.promise]).finally(() => clearTimeout(timer));
}
