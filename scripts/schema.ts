/**
 * `npm run schema`: write server/schema.sql, the schema after all migrations, from a scratch database.
 * `npm run schema -- --check`: write nothing, exit 1 with the difference when it has drifted.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startEmbeddedPostgres } from "#platform/embedded-postgres";
import { migrate } from "../server/src/platform/db/migrate.ts";
import { ensureRoles } from "../server/src/platform/db/roles.ts";
import { dumpSchema, schemaDifference } from "../server/src/platform/db/schema-dump.ts";

const file = fileURLToPath(new URL("../server/schema.sql", import.meta.url));

const migrated = await schemaOfMigrations();
if (process.argv.includes("--check")) await check();
else await write();

async function schemaOfMigrations(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), "plinth-schema-"));
  const server = await startEmbeddedPostgres({ dataDir, durable: false });
  try {
    const { ownerUrl } = await ensureRoles(server.adminUrl);
    await migrate(ownerUrl);
    return await dumpSchema(ownerUrl);
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function write(): Promise<void> {
  await writeFile(file, migrated);
  console.log(`wrote ${file} (${migrated.split("\n").length} lines)`);
}

async function check(): Promise<void> {
  const kept = await readFile(file, "utf8").catch(() => "");
  if (kept === migrated) return console.log("server/schema.sql is the schema after all migrations");
  console.error("server/schema.sql is not the schema after all migrations (- kept, + migrated):");
  console.error(schemaDifference(kept, migrated));
  console.error("Run `npm run schema` and commit what it writes.");
  process.exitCode = 1;
}
