/**
 * Root may not run PostgreSQL: then an unprivileged account does, and must be able to reach its files.
 */
import { chown, lstat, readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { EmbeddedPostgresError, type ServiceUser } from "./words.ts";

/**
 * The account for a cluster: undefined unless we are root; whoever owns an existing cluster stays its
 * owner; a cluster owned by root (a copy, a restored backup) and a new one go to `nobody`, or, where
 * there is no such account, to any other that is not root: PostgreSQL wants one with a name.
 */
export async function serviceUserFor(cluster: string): Promise<ServiceUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(cluster).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const accounts = await unprivilegedAccounts();
  const chosen = accounts.find(({ name }) => name === "nobody") ?? accounts[0];
  if (chosen !== undefined) return { uid: chosen.uid, gid: chosen.gid };
  throw new EmbeddedPostgresError(
    "PostgreSQL must not run as root, and there is no other account on this system. Add one (`useradd plinth`), or use a PostgreSQL of your own with DATABASE_URL.",
  );
}

/** Whether the account may pass through every directory above `path`. */
export async function canReach(user: ServiceUser | undefined, path: string): Promise<boolean> {
  if (user === undefined) return true;
  for (let directory = dirname(path); ; directory = dirname(directory)) {
    const { mode, uid, gid } = await stat(directory);
    const search = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & search) === 0) return false;
    if (directory === dirname(directory)) return true;
  }
}

/** Hands a directory tree to the account; nothing to do unless we are root. */
export async function giveTo(user: ServiceUser | undefined, path: string): Promise<void> {
  if (user === undefined) return;
  await chown(path, user.uid, user.gid);
  if (!(await lstat(path)).isDirectory()) return;
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await giveTo(user, join(path, entry.name));
  }
}

/** A cluster that root copied or restored belongs to root, and the server could not open it. */
export async function takeFromRoot(user: ServiceUser | undefined, directory: string): Promise<void> {
  if (user !== undefined && (await stat(directory)).uid === 0) await giveTo(user, directory);
}

async function unprivilegedAccounts(): Promise<(ServiceUser & { name: string })[]> {
  const accounts = await readFile("/etc/passwd", "utf8").catch(() => "");
  return accounts
    .split("\n")
    .map((line) => line.split(":"))
    .map(([name = "", , uid = "", gid = ""]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ name, uid, gid }) => name !== "" && uid > 0 && gid > 0);
}
