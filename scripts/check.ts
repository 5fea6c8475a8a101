/**
 * `npm run check`: every rule of the house that a machine can hold, in a few seconds.
 *
 * Types and lint run as programs beside us while walls, text and migrations run here. Each prints
 * one line when it is done; what they complain of follows at the end, so that nothing scrolls away.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A check answers what it has to complain of, one finding per entry; none means it is content. */
type Check = { name: string; run: () => Promise<string[]> };

const checks: Check[] = [
  { name: "types", run: () => program("node_modules/typescript/bin/tsc", ["-p", ".", "--pretty", "false"]) },
  {
    name: "lint",
    run: () =>
      program("node_modules/@biomejs/biome/bin/biome", ["ci", "--colors=off", "--max-diagnostics=60"]),
  },
  { name: "walls", run: () => ours("walls", "checkWalls") },
  { name: "text", run: () => ours("text", "checkText") },
  { name: "migrations", run: () => ours("migrations", "checkMigrations") },
];

const complaints = await Promise.all(checks.map(report));
for (const block of complaints.filter((lines) => lines.length > 0)) console.error(`\n${block.join("\n")}`);
process.exitCode = complaints.some((lines) => lines.length > 0) ? 1 : 0;

/** Runs one check, prints its line, and hands back its findings under a heading. */
async function report(check: Check): Promise<string[]> {
  const started = performance.now();
  // A check that itself breaks is red: a wall nobody looked at is not a wall that stands.
  const found = await check.run().catch((error: unknown) => [`the check itself failed: ${reason(error)}`]);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const verdict = found.length === 0 ? "ok" : `${found.length} complaint${found.length === 1 ? "" : "s"}`;
  console.log(`${check.name.padEnd(11)} ${verdict.padEnd(16)} ${seconds.padStart(5)} s`);
  return found.length === 0 ? [] : [`${check.name}:`, ...found];
}

/** Runs a checker that is a program; its whole output is one complaint when it exits with an error. */
function program(script: string, args: string[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, script), ...args], { cwd: root });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.once("error", reject);
    child.once("close", (code) => {
      resolve(code === 0 ? [] : [output.trim() || `${script} exited with ${code}`]);
    });
  });
}

/** Runs a checker of ours from `scripts/check/`, which exports a function from root to findings. */
async function ours(file: string, name: string): Promise<string[]> {
  const path = join(root, "scripts/check", `${file}.ts`);
  if (!existsSync(path)) return [];
  const module: Record<string, unknown> = await import(pathToFileURL(path).href);
  const check = module[name];
  if (typeof check !== "function") throw new Error(`${path} does not export ${name}`);
  return check(root);
}

function reason(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
