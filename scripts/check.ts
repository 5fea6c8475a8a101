/**
 * `npm run check`: every rule of the house that a machine can hold, in a few seconds.
 *
 * Types and lint run as programs beside us while walls, text and migrations run here. Each prints
 * one line when it is done; what they complain of follows at the end, so that nothing scrolls away.
 */
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkMigrations } from "./check/migrations.ts";
import { checkScopes } from "./check/scoped-statements.ts";
import { checkText } from "./check/text.ts";
import { checkWalls } from "./check/walls.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const compiler = "node_modules/typescript/bin/tsc";
/** What runs in browsers knows a document and no Node: it is checked apart. */
const pages = ["account", "live"].map((door) => `server/src/platform/doors/${door}/browser`);
const linter = "node_modules/@biomejs/biome/bin/biome";
const lintOptions = ["--reporter=concise", "--colors=off", "--error-on-warnings", "--max-diagnostics=none"];

/** A check answers what it has to complain of, one finding per entry; none means it is content. */
type Check = { name: string; run: () => Promise<string[]> };

const checks: Check[] = [
  { name: "types", run: () => program(compiler, ["-p", ".", "--pretty", "false"], /: error TS\d+/) },
  { name: "page types", run: async () => (await Promise.all(pages.map(pageTypes))).flat() },
  { name: "sdk types", run: () => program(compiler, ["-p", "sdk", "--pretty", "false"], /: error TS\d+/) },
  { name: "sdk", run: () => program("scripts/sdk.ts", ["--check"], /^sdk\//) },
  { name: "socket", run: () => program("scripts/socket-schema.ts", ["--check"], /^docs\//) },
  { name: "lint", run: () => program(linter, ["ci", ...lintOptions], /^[×!ℹi] /) },
  { name: "walls", run: async () => checkWalls(root) },
  { name: "scopes", run: async () => checkScopes(root) },
  { name: "text", run: async () => checkText(root) },
  { name: "migrations", run: () => checkMigrations(root) },
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

/** Runs a checker that is a program. When it exits with an error: its lines that are findings, else all it said. */
function program(script: string, args: string[], finding: RegExp): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, script), ...args], { cwd: root });
    const output: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
    child.once("error", reject);
    child.once("close", (code) => {
      const said = Buffer.concat(output).toString().trim();
      const found = said.split("\n").filter((line) => finding.test(line));
      resolve(code === 0 ? [] : found.length > 0 ? found : [said || `${script} exited with ${code}`]);
    });
  });
}

function pageTypes(folder: string): Promise<string[]> {
  return program(compiler, ["-p", folder, "--pretty", "false"], /: error TS\d+/);
}

function reason(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
