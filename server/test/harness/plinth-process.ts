/** Plinth as an operator runs it: real processes in a folder of their own, watched through what they print. */
import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { describeConfig } from "#config";
import { startEmbeddedPostgres } from "#platform/embedded-postgres";

export const projectRoot = fileURLToPath(new URL("../../../", import.meta.url));
const entry = join(projectRoot, "server/src/main.ts");

export type Ended = { code: number | null; stdout: string; stderr: string };

export type Running = {
  pid: number;
  /** Resolves with the match as soon as stdout has one. @throws with all that was printed, when it ends before. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
  signal(name: NodeJS.Signals): void;
  ended: Promise<Ended>;
  /** What stdout has said so far. */
  said(): string;
};

export type Environment = Record<string, string>;

/** An empty folder that processes run in; at the end nothing of it is left, not even a forgotten database. */
export async function workFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "plinth-process-"));
  await chmod(folder, 0o755); // as root, PostgreSQL runs as somebody else and must get in
  after(async () => {
    for (const child of running) child.kill("SIGKILL"); // left over only when a test failed
    const dataDir = join(folder, ".plinth");
    if ((await stat(dataDir).catch(() => undefined)) !== undefined)
      await (await startEmbeddedPostgres({ dataDir })).stop();
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Runs a command in the folder: on any free port, without the settings of the developer. */
export function run(
  folder: string,
  args: string[],
  env: Environment = {},
  program: string[] = [entry],
): Running {
  const child = spawn(process.execPath, [...program, ...args], {
    cwd: folder,
    env: { ...outside(), PORT: "0", ...env },
  });
  running.add(child);
  let stdout = "";
  let stderr = "";
  const waiting = new Set<() => void>();
  const heard = (): void => {
    for (const look of waiting) look();
  };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    heard();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code) => {
      running.delete(child);
      resolve({ code, stdout, stderr });
      heard();
    });
  });

  return {
    pid: child.pid ?? 0,
    ended,
    said: () => stdout,
    signal: (name) => void child.kill(name),
    prints: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(stdout);
          if (match === null && running.has(child)) return;
          waiting.delete(look);
          if (match === null)
            reject(new Error(`it ended without printing ${pattern}:\n${stdout}\n${stderr}`));
          else resolve(match);
        };
        waiting.add(look);
        look();
      }),
  };
}

/** A command that ends by itself. */
export async function command(folder: string, args: string[], env: Environment = {}): Promise<Ended> {
  return await run(folder, args, env).ended;
}

export type Served = Running & { url: string; ms: number; key: string | undefined };

/** Starts the server and waits until it says where it listens. */
export async function serve(folder: string, env: Environment = {}, program?: string[]): Promise<Served> {
  const server = run(folder, ["start"], env, program);
  await server.prints(/Stop +Ctrl-C\n/);
  const shown = server.said();
  return {
    ...server,
    url: /API +(http:\S+)\/v1/.exec(shown)?.[1] ?? "",
    ms: Number(/ready \((\d+\.\d+) s\)\n\n/.exec(shown)?.[1]) * 1000,
    key: /Key +(plk_\w+)/.exec(shown)?.[1],
  };
}

export async function get(
  url: string,
  key: string,
): Promise<{ status: number; json: Record<string, unknown> }> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

/** The environment without the settings of the developer and of the test run. */
export function outside(): NodeJS.ProcessEnv {
  const ours = new Set(describeConfig().map((row) => row.name));
  const theirs = (name: string) =>
    !ours.has(name) && !name.startsWith("PLINTH_") && name !== "NODE_TEST_CONTEXT";
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => theirs(name)));
}
