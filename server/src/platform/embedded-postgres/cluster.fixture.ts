/** What the tests of this folder share: scratch directories, questions to a server, and starters in other processes. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import pg from "pg";
import { readFacts } from "./facts.ts";
import { startEmbeddedPostgres } from "./index.ts";
import { findPostmaster } from "./postmaster.ts";
import { isPidAlive } from "./processes.ts";
import type { EmbeddedPostgres, EmbeddedPostgresWish } from "./words.ts";

/** A data directory that is stopped and removed after the test, whatever happened in it. */
export async function scratch(t: TestContext, name = ""): Promise<string> {
  const top = await mkdtemp(join(tmpdir(), "plinth-embedded-"));
  await chmod(top, 0o755); // as root, the server's account must get in
  const dataDir = join(top, name || "data");
  t.after(async () => {
    await killServer(dataDir);
    const { cluster = top, socketDir = top } = (await readFacts(dataDir).catch(() => undefined)) ?? {};
    // What did not fit or could not be reached in the scratch directory was put outside of it.
    for (const outside of [cluster, socketDir].filter((path) => !path.startsWith(top))) {
      await rm(dirname(outside), { recursive: true, force: true });
    }
    await rm(top, { recursive: true, force: true });
  });
  return dataDir;
}

/** Careless unless the test is about durability: quicker by half. */
export async function start(
  dataDir: string,
  wish: Partial<EmbeddedPostgresWish> = {},
): Promise<EmbeddedPostgres & { said: string }> {
  const lines: string[] = [];
  const started = await startEmbeddedPostgres({
    dataDir,
    durable: false,
    ...wish,
    say: (line) => lines.push(line),
  });
  return { ...started, said: lines.join("\n") };
}

/** The first column of the first row, as text. */
export async function ask(url: string, sql: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query({ text: sql, rowMode: "array" });
    return String(rows[0]?.[0]);
  } finally {
    await client.end();
  }
}

export async function serverPid(dataDir: string): Promise<number> {
  const facts = await readFacts(dataDir);
  return (facts && (await findPostmaster(facts.cluster))?.pid) ?? 0;
}

/** The hard way: no shutdown, as in a crash. Answers when the process is gone. */
export async function killServer(dataDir: string): Promise<void> {
  const pid = await serverPid(dataDir).catch(() => 0);
  if (pid === 0) return;
  process.kill(pid, "SIGKILL");
  while (await isPidAlive(pid)) await new Promise(setImmediate);
}

export type Starter = { child: ChildProcess; startedHere: boolean; port: number };

/** Another process that starts the database, says so, and keeps using it until it is killed. */
export async function startElsewhere(dataDir: string): Promise<Starter> {
  const face = new URL("./index.ts", import.meta.url).href;
  const program = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(face)});
    const { startedHere, port } = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: false });
    console.log(JSON.stringify({ startedHere, port }));
    process.stdin.resume();`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "exit").then(() =>
    Promise.reject(new Error("the starter ended without starting")),
  );
  const [line] = await Promise.race([once(createInterface(child.stdout), "line"), ended]);
  ended.catch(() => {}); // from here on, its end is the test's business
  return { child, ...JSON.parse(line) };
}

export async function kill({ child }: Starter): Promise<void> {
  child.kill("SIGKILL");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
