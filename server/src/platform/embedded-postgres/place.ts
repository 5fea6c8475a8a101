/**
 * Decides where the cluster, its socket and its log are.
 *
 * Normally everything is inside the data directory. As root, PostgreSQL runs under an unprivileged account
 * which may be unable to reach that directory (a clone under /root): then the cluster goes to a stable
 * place outside, and `postgres.json` in the data directory points there.
 */
import { chmod, mkdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Facts } from "./facts.ts";
import { canReach, giveTo, serviceUserFor } from "./service-user.ts";
import { sharedDirectory, shortDirectory, shortNameOf } from "./shared-directory.ts";
import { EmbeddedPostgresError, type Place } from "./words.ts";

/** A socket's whole path may have 103 bytes on macOS and 107 on Linux. */
const longestSocketPath = 100;

/** The data directory as an absolute path, created if absent. */
export async function ownDataDirectory(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o755 });
    const directory = await realpath(dataDir);
    // Its own files are closed one by one; the account of the server only passes through.
    const { mode } = await stat(directory);
    if (process.getuid?.() === 0 && (mode & 0o011) !== 0o011) await chmod(directory, (mode & 0o777) | 0o011);
    return directory;
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The data directory ${dataDir} cannot be used (${(error as Error).message}). Set PLINTH_DATA_DIR to a directory that you may write to.`,
    );
  }
}

/** The place of the existing cluster, or of the one to be made. */
export async function findPlace(
  dataDir: string,
  facts: Facts | undefined,
  say: (line: string) => void,
): Promise<Place> {
  const cluster = await clusterOf(dataDir, facts, say);
  const user = await serviceUserFor(cluster);
  return {
    dataDir,
    cluster,
    socketDir: await socketDirectory(dataDir, user),
    log: join(dataDir, "postgres.log"),
    user,
  };
}

export async function isCluster(directory: string): Promise<boolean> {
  return (await stat(join(directory, "PG_VERSION")).catch(() => undefined)) !== undefined;
}

async function clusterOf(
  dataDir: string,
  facts: Facts | undefined,
  say: (line: string) => void,
): Promise<string> {
  const inside = join(dataDir, "postgres");
  const user = await serviceUserFor(inside);
  const reachable = await canReach(user, inside);
  if (await isCluster(inside)) {
    if (reachable) return inside;
    throw new EmbeddedPostgresError(
      `PostgreSQL must not run as root, and the account it runs under (uid ${user?.uid}) cannot reach ${inside}. Open the directories above it with \`chmod o+x\`, or move ${dataDir} elsewhere and set PLINTH_DATA_DIR.`,
    );
  }
  if (facts !== undefined && (await isCluster(facts.cluster))) return facts.cluster;
  if (reachable) return inside;

  const outside = join(await sharedDirectory(user, shortNameOf(dataDir)), "postgres");
  say(
    `PostgreSQL must not run as root, and the account it runs under cannot reach ${dataDir}: its files are in ${outside}.`,
  );
  return outside;
}

async function socketDirectory(dataDir: string, user: Place["user"]): Promise<string | undefined> {
  if (process.platform === "win32") return undefined;
  const inside = join(dataDir, "socket");
  const fits = Buffer.byteLength(join(inside, ".s.PGSQL.65535")) <= longestSocketPath;
  const directory =
    fits && (await canReach(user, inside))
      ? inside
      : join(await shortDirectory(user, shortNameOf(dataDir)), "socket");
  if (Buffer.byteLength(join(directory, ".s.PGSQL.65535")) > longestSocketPath) return undefined;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await giveTo(user, directory);
  return directory;
}
