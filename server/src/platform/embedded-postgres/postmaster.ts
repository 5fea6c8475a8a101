/**
 * The server process: found, launched, shut down. Its own `postmaster.pid` is the truth about it.
 */
import { spawn } from "node:child_process";
import { open, readFile, rename, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Binaries } from "./binaries.ts";
import { commandLine, isPidAlive } from "./processes.ts";
import { run, spawnOptions } from "./programs.ts";
import { giveTo } from "./service-user.ts";
import { EmbeddedPostgresError, type Place } from "./words.ts";

export type Postmaster = { pid: number; port: number; socketDir: string | undefined; status: string };

const pollMs = 15;
const sayAfterMs = 5_000;
/** After the death of a postmaster its last backends may hold the shared memory for a moment. */
const orphansLeaveMs = 20_000;
const fastShutdownMs = 30_000;
const logLimitBytes = 20 * 1024 * 1024;

/** The living server of this cluster, or undefined. */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const noted = await readPidFile(cluster);
  if (noted === undefined || !(await isPidAlive(noted.pid))) return undefined;
  const command = await commandLine(noted.pid);
  return command === undefined || command.includes(cluster) ? noted : undefined;
}

/** Waits until a found server accepts connections; undefined if it ends instead. */
export async function whenReady(
  cluster: string,
  say: (line: string) => void,
): Promise<Postmaster | undefined> {
  for (let waitedMs = 0; ; waitedMs += pollMs) {
    const found = await findPostmaster(cluster);
    if (found === undefined || found.status === "ready") return found;
    if (waitedMs % sayAfterMs === 0 && waitedMs > 0)
      say(`PostgreSQL is ${found.status || "starting"}; waiting for it.`);
    await pause(pollMs);
  }
}

/** Starts the server on `port` if that is free, else on another one, and waits until it is ready. */
export async function launch(
  binaries: Binaries,
  place: Place,
  port: number | undefined,
  say: (line: string) => void,
): Promise<Postmaster> {
  await disownStrangersPid(place);
  const deadline = Date.now() + orphansLeaveMs;
  for (let wished = port; ; wished = undefined) {
    const { ready, complaint } = await launchOnce(binaries, place, await freePort(wished), say);
    if (ready !== undefined) return ready;
    const passing = /is still in use|could not create any TCP|Address already in use|could not bind/.test(
      complaint,
    );
    if (!passing || Date.now() > deadline) {
      throw new EmbeddedPostgresError(
        `PostgreSQL did not start. Its last words (${place.log}):\n${complaint}`,
      );
    }
    await pause(100);
  }
}

/** Fast shutdown: open transactions are rolled back, what was committed is written. Waits for the end. */
export async function shutDown(binaries: Binaries, place: Place): Promise<void> {
  const running = await findPostmaster(place.cluster);
  if (running === undefined) return;
  await signal(binaries, place, running.pid, "fast");
  const deadline = Date.now() + fastShutdownMs;
  let patient = true;
  while ((await findPostmaster(place.cluster)) !== undefined) {
    if (patient && Date.now() > deadline) {
      patient = false; // loses nothing: the next start replays the log
      await signal(binaries, place, running.pid, "immediate");
    }
    await pause(pollMs);
  }
}

async function launchOnce(
  binaries: Binaries,
  place: Place,
  port: number,
  say: (line: string) => void,
): Promise<{ ready?: Postmaster; complaint: string }> {
  const log = await openLog(place.log);
  const from = (await log.stat()).size;
  let failure: string | undefined;
  try {
    const child = spawn(
      binaries.postgres,
      ["-D", place.cluster, "-p", String(port), "-h", "127.0.0.1", "-k", place.socketDir ?? ""],
      // A group of its own: the terminal's Ctrl-C is for Plinth, which closes its connections first.
      { ...spawnOptions(binaries.postgres, place.user), detached: true, stdio: ["ignore", log.fd, log.fd] },
    );
    child.once("error", (error) => {
      failure = error.message;
    });
    child.once("exit", (code, signalName) => {
      failure = `it ended with ${signalName ?? `code ${code}`}`;
    });
    child.unref();

    for (let waitedMs = 0; failure === undefined; waitedMs += pollMs) {
      const noted = await readPidFile(place.cluster);
      if (noted?.pid === child.pid && noted?.status === "ready") return { ready: noted, complaint: "" };
      if (waitedMs === sayAfterMs) say("PostgreSQL is still starting, probably recovering from a crash.");
      await pause(pollMs);
    }
    return { complaint: `${await readFrom(place.log, from)}\n${failure}`.trim() };
  } finally {
    await log.close();
  }
}

async function readPidFile(cluster: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "");
  const [pid, , , port, socketDir, , , status] = text.split("\n").map((line) => line.trim());
  if (!pid) return undefined;
  return { pid: Number(pid), port: Number(port), socketDir: socketDir || undefined, status: status ?? "" };
}

/**
 * After a crash the noted number may belong to a stranger, and PostgreSQL would refuse to start. We note
 * ourselves instead: PostgreSQL knows that its parent is no rival, and unlike with a removed file still
 * checks that no orphaned backend holds the shared memory.
 */
async function disownStrangersPid({ cluster, user }: Place): Promise<void> {
  const file = join(cluster, "postmaster.pid");
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined || !(await isPidAlive(Number.parseInt(text, 10)))) return;
  await writeFile(file, text.replace(/^\d+/, String(process.pid)));
  await giveTo(user, file);
}

async function signal(
  binaries: Binaries,
  place: Place,
  pid: number,
  mode: "fast" | "immediate",
): Promise<void> {
  if (process.platform === "win32") {
    await run(binaries.pgCtl, ["stop", "-D", place.cluster, "-m", mode, "-W"], place.user);
    return;
  }
  try {
    process.kill(pid, mode === "fast" ? "SIGINT" : "SIGQUIT");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** The wished port if nobody has it, else one that the system picks. */
async function freePort(wished: number | undefined): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error) => (wished ? resolve(freePort(undefined)) : reject(error)));
    probe.listen({ port: wished ?? 0, host: "127.0.0.1", exclusive: true }, () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/** The log stays ours, closed to others, and is set aside once when it has grown large. */
async function openLog(file: string) {
  const size = (await stat(file).catch(() => undefined))?.size ?? 0;
  if (size > logLimitBytes) await rename(file, `${file}.old`);
  return await open(file, "a", 0o600);
}

async function readFrom(file: string, offset: number): Promise<string> {
  return (await readFile(file)).subarray(offset).toString("utf8").trim();
}
