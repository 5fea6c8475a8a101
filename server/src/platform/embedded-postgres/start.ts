/**
 * Start the embedded PostgreSQL, or join the one that is already running.
 *
 * Everything happens under the data directory's lock: two processes that start at once end up with one
 * server. Whoever uses it is noted with its process identity; the server is stopped when the last living
 * user leaves, so a crashed starter is simply forgotten and the next one adopts its server.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { type Binaries, findBinaries } from "./binaries.ts";
import { checkVersion, createCluster, newPassword, resetPassword } from "./cluster.ts";
import { type Facts, readFacts, type Usage, writeFacts } from "./facts.ts";
import { withLock } from "./lock.ts";
import { findPlace, isCluster, ownDataDirectory } from "./place.ts";
import { launch, type Postmaster, shutDown, whenReady } from "./postmaster.ts";
import { isAlive, thisProcess } from "./processes.ts";
import { takeFromRoot } from "./service-user.ts";
import { serverSettings, writeSettings } from "./settings.ts";
import type { EmbeddedPostgres, EmbeddedPostgresWish, Place } from "./words.ts";

type Say = (line: string) => void;

/** Throws `EmbeddedPostgresError`, whose message says what to do. */
export async function startEmbeddedPostgres(wish: EmbeddedPostgresWish): Promise<EmbeddedPostgres> {
  const say = wish.say ?? (() => {});
  const dataDir = await ownDataDirectory(wish.dataDir);
  return await locked(dataDir, say, async () => {
    const noted = await readFacts(dataDir);
    const place = await findPlace(dataDir, noted, say);
    const binaries = await findBinaries(place.user, say);

    const running = noted && (await whenReady(place.cluster, say));
    const facts = running ? noted : await prepareCluster(binaries, place, noted, wish, say);
    const server = running ?? (await launched(binaries, place, facts, wish, say));
    const others = running ? await living(facts.users) : [];

    const me: Usage = { ...(await thisProcess()), ticket: randomUUID() };
    const { port, socketDir } = server;
    await writeFacts(dataDir, { ...facts, cluster: place.cluster, port, socketDir, users: [...others, me] });
    return {
      adminUrl: adminUrl(facts.password, server),
      socketDir,
      port,
      startedHere: others.length === 0,
      stop: () => locked(dataDir, say, () => leave(binaries, place, me)),
    };
  });
}

/** Answers facts whose password opens the cluster, which now exists and is stopped. */
async function prepareCluster(
  binaries: Binaries,
  place: Place,
  noted: Facts | undefined,
  wish: EmbeddedPostgresWish,
  say: Say,
): Promise<Facts> {
  const fresh: Facts = { cluster: place.cluster, password: newPassword(), port: 0, users: [] };
  if (!(await isCluster(place.cluster))) {
    say(`Creating the database in ${place.cluster}.`);
    await writeFacts(place.dataDir, fresh); // first: a cluster without its password would be a riddle
    await createCluster(binaries, place, fresh.password, wish.durable !== false);
    return fresh;
  }
  await checkVersion(binaries, place);
  await takeFromRoot(place.user, place.cluster);
  if (noted !== undefined) return noted;

  say("The connection facts of the database were lost; renewing its password.");
  await shutDown(binaries, place);
  await resetPassword(binaries, place, fresh.password);
  return fresh;
}

async function launched(
  binaries: Binaries,
  place: Place,
  facts: Facts,
  wish: EmbeddedPostgresWish,
  say: Say,
): Promise<Postmaster> {
  await writeSettings(place, serverSettings(wish.durable !== false, wish.settings ?? {}));
  return await launch(binaries, place, facts.port || undefined, say);
}

async function leave(binaries: Binaries, place: Place, me: Usage): Promise<void> {
  const facts = await readFacts(place.dataDir);
  if (!facts?.users.some((user) => user.ticket === me.ticket)) return; // left before
  const users = await living(facts.users.filter((user) => user.ticket !== me.ticket));
  if (users.length === 0) await shutDown(binaries, place);
  await writeFacts(place.dataDir, { ...facts, users });
}

async function living(users: Usage[]): Promise<Usage[]> {
  const alive = await Promise.all(users.map(isAlive));
  return users.filter((_, index) => alive[index]);
}

/**
 * `localhost` is there so that `new URL()` can take the address apart and change the database;
 * the socket directory in `host` wins over it in pg and in libpq.
 */
function adminUrl(password: string, { port, socketDir }: Postmaster): string {
  const socket = socketDir === undefined ? "" : `?host=${encodeURIComponent(socketDir)}`;
  return `postgres://postgres:${password}@${socketDir === undefined ? "127.0.0.1" : "localhost"}:${port}/postgres${socket}`;
}

async function locked<T>(dataDir: string, say: Say, deed: () => Promise<T>): Promise<T> {
  return await withLock(join(dataDir, "postgres.lock"), say, deed);
}
