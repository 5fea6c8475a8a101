/**
 * Bring the database to the shape that this code was written for.
 *
 * Each migration runs in a transaction of its own that begins with one advisory lock. Instances
 * that start together queue there and, once inside, look again at what has been applied; the lock
 * belongs to the transaction, so it also works through a transaction pooler and a killed instance
 * leaves nothing behind. DDL waits for table locks only briefly: a queue behind a waiting
 * `alter table` would stop every reader of that table. It gives up, lets them pass and tries again.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "pg";
import { failedMigration } from "./migration-failure.ts";
import { type Migration, migrationsFolder, readMigrations } from "./migration-files.ts";
import { codeOf, withConnection } from "./one-connection.ts";

/** Anything that runs one statement: a pg Client or Pool. */
export type Queryable = { query(text: string): Promise<{ rows: unknown[] }> };

type MigrateOptions = {
  /** Folder of `NNNN_name.sql` files. */
  dir?: string;
  /** Hears one line per applied migration. */
  say?: (line: string) => void;
  /** How long DDL waits for a table lock before it lets others pass. */
  lockTimeoutMs?: number;
};

type Applied = { number: number; name: string; checksum: string };

const migrationLock = "select pg_advisory_xact_lock(hashtextextended('plinth migrations', 0))";
const ledger = "select number, name, checksum from plinth_meta.migrations order by number";
const lockAttempts = 6;

/**
 * Apply what is missing, in order. Any number of instances may call this at once.
 *
 * @param ownerUrl URL of `plinth_owner`
 * @returns the file names that this call applied, and how many migrations there are
 * @throws naming file, line and cause when one fails; when an applied file was changed; when the
 *   database knows migrations that this code does not
 */
export async function migrate(
  ownerUrl: string,
  { dir = migrationsFolder, say = () => {}, lockTimeoutMs = 5000 }: MigrateOptions = {},
): Promise<{ applied: string[]; total: number }> {
  const migrations = await readMigrations(dir);
  const applied: string[] = [];

  await withConnection(ownerUrl, async (client) => {
    const missing = migrations.slice((await readLedger(client, migrations)).length);
    if (missing.length > 0) await ensureLedger(client);
    for (const migration of missing) {
      const startedAt = performance.now();
      if (!(await applyPatiently(client, migration, { migrations, lockTimeoutMs, say }))) continue;
      applied.push(migration.name);
      say(`applied ${migration.name} in ${Math.round(performance.now() - startedAt)} ms`);
    }
  });
  return { applied, total: migrations.length };
}

/**
 * How many migrations this code has that the database has not; 0 also on a database that is ahead,
 * where the older of two versions keeps serving while the newer one rolls out.
 *
 * @param database a URL or an open connection; `plinth_app` and `plinth_system` may ask
 */
export async function pendingMigrations(
  database: string | Queryable,
  { dir = migrationsFolder }: { dir?: string } = {},
): Promise<number> {
  const migrations = await readMigrations(dir);
  const applied =
    typeof database === "string" ? await withConnection(database, appliedRows) : await appliedRows(database);
  return Math.max(0, migrations.length - applied.length);
}

/** What is applied, held against the files; empty before the first migration. */
async function readLedger(client: Queryable, migrations: Migration[]): Promise<Applied[]> {
  const applied = await appliedRows(client);
  for (const row of applied) {
    const file = migrations[row.number - 1];
    if (file === undefined) {
      throw new Error(
        `The database is newer than this code: it has ${row.name}, which is not among the ${migrations.length} known here. ` +
          "Start the version that brought it, or a later one.",
      );
    }
    if (file.name !== row.name) {
      throw new Error(
        `Migration ${file.name} was applied under the name ${row.name}. Give it that name back.`,
      );
    }
    if (file.checksum !== row.checksum) {
      throw new Error(
        `Migration ${file.name} was changed after it was applied. Restore it and put the change into a new one.`,
      );
    }
  }
  return applied;
}

async function appliedRows(client: Queryable): Promise<Applied[]> {
  try {
    // The ledger's columns are ours: number integer, name text, checksum text.
    return (await client.query(ledger)).rows as Applied[];
  } catch (error) {
    if (codeOf(error) === "42P01" || codeOf(error) === "3F000") return [];
    throw error;
  }
}

async function ensureLedger(client: Client): Promise<void> {
  await client.query(
    `begin;
     ${migrationLock};
     create schema if not exists plinth_meta;
     create table if not exists plinth_meta.migrations (
       number integer primary key check (number > 0),
       name text not null unique,
       checksum text not null,
       applied_at timestamptz not null default now()
     );
     grant usage on schema plinth_meta to plinth_app, plinth_system;
     grant select on plinth_meta.migrations to plinth_app, plinth_system;
     commit`,
  );
}

type Circumstances = { migrations: Migration[]; lockTimeoutMs: number; say: (line: string) => void };

/** Apply one migration; false when a rival instance had done it. */
async function applyPatiently(
  client: Client,
  migration: Migration,
  circumstances: Circumstances,
): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await applyOnce(client, migration, circumstances);
    } catch (error) {
      await client.query("rollback").catch(() => {}); // a lost connection has rolled back already; its cause is thrown below
      if (codeOf(error) !== "55P03" || attempt === lockAttempts) throw error;
      circumstances.say(
        `${migration.name} waits for a table that others hold (attempt ${attempt} of ${lockAttempts})`,
      );
      await pause(Math.random() * 250 * 2 ** attempt);
    }
  }
}

async function applyOnce(
  client: Client,
  migration: Migration,
  { migrations, lockTimeoutMs }: Circumstances,
): Promise<boolean> {
  // `reset all`: what an earlier file set for the session ends with that file.
  await client.query(
    `reset all; begin; set local lock_timeout = 0; ${migrationLock}; set local lock_timeout = ${lockTimeoutMs}`,
  );
  if ((await readLedger(client, migrations)).length >= migration.number) {
    await client.query("rollback");
    return false;
  }
  try {
    await client.query(migration.sql);
  } catch (error) {
    throw failedMigration(migration, error);
  }
  await client.query("insert into plinth_meta.migrations (number, name, checksum) values ($1, $2, $3)", [
    migration.number,
    migration.name,
    migration.checksum,
  ]);
  await client.query("commit");
  return true;
}
