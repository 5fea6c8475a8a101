/**
 * The migrations as they lie in their folder: `0001_platform_roles.sql`, `0002_…`, numbered without
 * gap or double, so that two branches that both add "the next one" are noticed when they meet.
 */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** One migration: its number, its file name, its SQL and the SHA-256 of that. */
export type Migration = { number: number; name: string; sql: string; checksum: string };

/** `server/migrations`. */
export const migrationsFolder = fileURLToPath(new URL("../../../migrations", import.meta.url));

const namePattern = /^(\d{4})_[a-z0-9_]+\.sql$/;

/**
 * All migrations of a folder in order.
 *
 * @throws when a `.sql` file is named otherwise, or a number is missing or used twice
 */
export async function readMigrations(dir: string): Promise<Migration[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith(".sql")).sort();
  const complaint = numberingComplaints(names)[0];
  if (complaint !== undefined) throw new Error(`${complaint} (in ${dir})`);
  return Promise.all(names.map((name, at) => readMigration(dir, name, at + 1)));
}

/** What is wrong with these names as a numbered sequence, one sentence each; nothing when all is well. */
export function numberingComplaints(sortedNames: string[]): string[] {
  const complaints: string[] = [];
  let previous = { number: 0, name: "" };
  for (const name of sortedNames) {
    const digits = namePattern.exec(name)?.[1];
    if (digits === undefined) {
      complaints.push(`${name}: a migration is named like 0012_outbox_add_door.sql`);
      continue;
    }
    const number = Number(digits);
    if (number === previous.number) complaints.push(`${name}: ${previous.name} has the same number`);
    else if (number !== previous.number + 1)
      complaints.push(`${name}: migration ${padded(previous.number + 1)} is missing before it`);
    previous = { number, name };
  }
  return complaints;
}

function padded(number: number): string {
  return String(number).padStart(4, "0");
}

async function readMigration(dir: string, name: string, number: number): Promise<Migration> {
  // A checkout with Windows line ends is the same migration.
  const sql = (await readFile(`${dir}/${name}`, "utf8")).replaceAll("\r\n", "\n");
  return { number, name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
}
