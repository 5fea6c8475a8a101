/**
 * Directories outside the data directory, for what the service account cannot reach inside it.
 */
import { createHash } from "node:crypto";
import { chmod, lstat, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canReach } from "./service-user.ts";
import { EmbeddedPostgresError, type ServiceUser } from "./words.ts";

/** The same short name for the same path, run after run. */
export function shortNameOf(path: string): string {
  return createHash("sha256").update(path).digest("hex").slice(0, 12);
}

/**
 * A directory of ours that the account can reach and that outlives a restart of the machine where possible:
 * `/var/lib/plinth/<name>`, else `<tmp>/plinth-<name>`.
 */
export async function sharedDirectory(user: ServiceUser | undefined, name: string): Promise<string> {
  const permanent = user === undefined ? [] : [join("/var/lib/plinth", name)];
  return await firstUsable(user, [...permanent, ...temporary(name)]);
}

/** A directory with the shortest path that we can get, because a socket's path has few bytes. */
export async function shortDirectory(user: ServiceUser | undefined, name: string): Promise<string> {
  return await firstUsable(user, temporary(name));
}

function temporary(name: string): string[] {
  return [...new Set([tmpdir(), process.platform === "win32" ? tmpdir() : "/tmp"])].map((directory) =>
    join(directory, `plinth-${name}`),
  );
}

async function firstUsable(user: ServiceUser | undefined, candidates: string[]): Promise<string> {
  for (const candidate of candidates) {
    const made = await mkdir(candidate, { recursive: true, mode: 0o755 }).then(
      () => true,
      () => false,
    );
    if (made && (await isOurs(candidate)) && (await canReach(user, join(candidate, "inside"))))
      return candidate;
  }
  throw new EmbeddedPostgresError(
    `No usable directory among ${candidates.join(", ")}: make one of them writable, or use a database of your own with DATABASE_URL.`,
  );
}

/** In a directory open to all, a stranger may have been there first: never use what is not ours alone. */
async function isOurs(directory: string): Promise<boolean> {
  const { uid, mode } = await lstat(directory);
  if (process.getuid === undefined) return true;
  if (uid !== process.getuid()) return false;
  // With a strict umask the directory came out closed to the account it was made for.
  if ((mode & 0o777) !== 0o755) await chmod(directory, 0o755);
  return true;
}
