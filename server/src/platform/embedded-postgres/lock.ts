/**
 * One at a time over a data directory, across processes.
 *
 * A lock left by a dead process is taken over. Between two that take over at the same instant a window of
 * microseconds remains; the last arbiter is PostgreSQL's own lock file, and that a cluster is made aside
 * and moved into place, so that the loser fails instead of damaging anything.
 */
import { randomUUID } from "node:crypto";
import { readFile, rename, stat, unlink, writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { isAlive, thisProcess } from "./processes.ts";

const retryMs = 20;
/** A lock that has been created but not yet written to by its owner is respected for this long. */
const emptyLockMs = 5_000;

/** Runs `deed` while holding the lock file; waits for a living holder and says so once. */
export async function withLock<T>(
  file: string,
  say: (line: string) => void,
  deed: () => Promise<T>,
): Promise<T> {
  const mine = JSON.stringify({ ...(await thisProcess()), ticket: randomUUID() });
  for (let tries = 0; !(await take(file, mine)); tries++) {
    if (await isStale(file)) await putAside(file);
    if (tries === 1_000 / retryMs)
      say("Another process is starting or stopping the database; waiting for it.");
    await pause(retryMs);
  }
  try {
    return await deed();
  } finally {
    if ((await holder(file)) === mine) await unlink(file).catch(() => {});
  }
}

async function take(file: string, mine: string): Promise<boolean> {
  try {
    await writeFile(file, mine, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function isStale(file: string): Promise<boolean> {
  const text = await holder(file);
  if (text === undefined) return false;
  try {
    return !(await isAlive(JSON.parse(text)));
  } catch {
    const made = await stat(file).catch(() => undefined);
    return made !== undefined && Date.now() - made.mtimeMs > emptyLockMs;
  }
}

/** Moves a stale lock away, and back again if what was moved turns out to be a living rival's. */
async function putAside(file: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return; // a rival was quicker
  }
  if (await isStale(aside)) await unlink(aside);
  else await rename(aside, file);
}

async function holder(file: string): Promise<string | undefined> {
  return await readFile(file, "utf8").catch(() => undefined);
}
