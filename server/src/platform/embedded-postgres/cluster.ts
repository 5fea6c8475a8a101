/**
 * Makes the cluster: aside, then moved into place whole, so that an interrupted first start leaves no half one.
 */
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Binaries } from "./binaries.ts";
import { run } from "./programs.ts";
import { giveTo } from "./service-user.ts";
import { EmbeddedPostgresError, type Place } from "./words.ts";

export function newPassword(): string {
  return randomBytes(24).toString("hex");
}

/** Creates the cluster with `password` for the superuser `postgres`. */
export async function createCluster(
  binaries: Binaries,
  place: Place,
  password: string,
  durable: boolean,
): Promise<void> {
  const workshop = await emptyWorkshop(place);
  const passwordFile = join(workshop, "password");
  await writeFile(passwordFile, password, { mode: 0o600 });
  await giveTo(place.user, workshop);

  const made = join(workshop, "cluster");
  const { code, output } = await run(
    binaries.initdb,
    [
      `--pgdata=${made}`,
      "--username=postgres",
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--data-checksums",
      "--no-instructions",
      ...(durable ? [] : ["--no-sync"]),
    ],
    place.user,
  ).catch(cannotRun);
  if (code !== 0) throw new EmbeddedPostgresError(`The database could not be created:\n${explained(output)}`);

  await rename(made, place.cluster);
  await rm(workshop, { recursive: true, force: true });
}

/**
 * Gives the superuser a new password while the server is stopped: for a data directory whose
 * connection facts were lost.
 */
export async function resetPassword(binaries: Binaries, place: Place, password: string): Promise<void> {
  const { code, output } = await run(
    binaries.postgres,
    ["--single", "-D", place.cluster, "postgres"],
    place.user,
    `alter role postgres password '${password}'\n`,
  ).catch(cannotRun);
  if (code !== 0)
    throw new EmbeddedPostgresError(`The database's password could not be renewed:\n${output.trim()}`);
}

/** Refuses a cluster of another major version, which these programs cannot read. */
export async function checkVersion(binaries: Binaries, place: Place): Promise<void> {
  const version = (await readFile(join(place.cluster, "PG_VERSION"), "utf8")).trim();
  if (version === binaries.major) return;
  throw new EmbeddedPostgresError(
    `${place.cluster} was made by PostgreSQL ${version}, and PostgreSQL ${binaries.major} is installed. Go back to the version of Plinth that made it, export, and import here.`,
  );
}

/** Containers are often run under a number that has no account; PostgreSQL then cannot tell whose the files are. */
function explained(output: string): string {
  const remedy =
    "Give this user id a line in /etc/passwd, or use a PostgreSQL of your own with DATABASE_URL.";
  return output.includes("user does not exist") ? `${output.trim()}\n${remedy}` : output.trim();
}

async function emptyWorkshop(place: Place): Promise<string> {
  const parent = dirname(place.cluster);
  const prefix = `${basename(place.cluster)}.new-`;
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix)) await rm(join(parent, name), { recursive: true, force: true });
  }
  const workshop = join(parent, `${prefix}${process.pid}`);
  await mkdir(workshop, { mode: 0o700 });
  return workshop;
}

function cannotRun(error: Error): never {
  throw new EmbeddedPostgresError(
    `The PostgreSQL programs do not run on this machine (${error.message}). Use a PostgreSQL of your own with DATABASE_URL.`,
  );
}
