/**
 * Migrations: numbered without gap, free of what squawk knows to hurt, and no table without its wall.
 *
 * What a migration does to data is tried in server/test/migrations.test.ts; here it is only read.
 */
import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { numberingComplaints } from "../../server/src/platform/db/migration-files.ts";
import { lineOf, outline } from "./sql-outline.ts";

const house = fileURLToPath(new URL("../..", import.meta.url));
const folder = "server/migrations";

/** Tables of no organization, whose policies are written by hand; each with its reason. */
const withoutTenant = new Map([["plinth.feed_head", "the one row that says where the feed ends"]]);

type File = { path: string; top: string };

/** Everything wrong with the migrations of the project at `root`, one sentence each; empty when all is well. */
export async function checkMigrations(root: string = house): Promise<string[]> {
  const names = (await readdir(join(root, folder))).filter((name) => name.endsWith(".sql")).sort();
  if (names.length === 0) return [`${folder}: no migration was read, so nothing was checked`];

  const files = await Promise.all(names.map((name) => readMigration(root, `${folder}/${name}`)));
  return [
    ...numberingComplaints(names).map((complaint) => `${folder}/${complaint}`),
    ...files.flatMap(unprotectedTables),
    ...files.flatMap(policiesByHand),
    ...files.flatMap(transactionsOfTheirOwn),
    ...(await squawk(root, names)),
  ];
}

async function readMigration(root: string, path: string): Promise<File> {
  return { path, top: outline(await readFile(join(root, path), "utf8")) };
}

function unprotectedTables({ path, top }: File): string[] {
  const created = /\bcreate\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?([\w."]+)/gi;
  return [...top.matchAll(created)].flatMap((match) => {
    const table = qualified(match[1] ?? "");
    if (protectedIn(top.slice(match.index), table)) return [];
    return [
      `${path}:${lineOf(top, match.index)}: ${table} is not followed by "call plinth.protect('${table}', …)"`,
    ];
  });
}

function protectedIn(rest: string, table: string): boolean {
  if (withoutTenant.has(table)) return forcedByHand(rest, table);
  const calls = rest.matchAll(/\bcall\s+plinth\.protect\s*\(\s*(?:target\s*=>\s*)?'([^']+)'/gi);
  return [...calls].some((call) => qualified(call[1] ?? "") === table);
}

function forcedByHand(rest: string, table: string): boolean {
  const forced = [
    ...rest.matchAll(/\balter\s+table\s+([\w."]+)\s+(enable|force)\s+row\s+level\s+security/gi),
  ];
  return ["enable", "force"].every((word) =>
    forced.some((match) => qualified(match[1] ?? "") === table && match[2]?.toLowerCase() === word),
  );
}

/** A policy that `plinth.protect` did not make is a rule that only its author knows. */
function policiesByHand({ path, top }: File): string[] {
  const policies = [...top.matchAll(/\b(?:create|alter)\s+policy\s+[\w"]+\s+on\s+([\w."]+)/gi)];
  return policies
    .filter((match) => !withoutTenant.has(qualified(match[1] ?? "")))
    .map((match) => `${path}:${lineOf(top, match.index)}: only plinth.protect makes policies`);
}

/** The runner opens and commits; a file that commits by itself is half applied when its end fails. */
function transactionsOfTheirOwn({ path, top }: File): string[] {
  const control = /(?:^|;)\s*(begin|start\s+transaction|commit|rollback|abort)\b/gi;
  return [...top.matchAll(control)].map(
    (match) =>
      `${path}:${lineOf(top, match.index + match[0].length)}: "${match[1]}": the runner opens and commits the transaction`,
  );
}

/** One name for one table: `orders`, `public.orders` and `"orders"` are the same. */
function qualified(name: string): string {
  return name
    .replaceAll('"', "")
    .toLowerCase()
    .replace(/^public\./, "");
}

type Finding = { file: string; line: number; rule_name: string; message: string; help: string | null };

async function squawk(root: string, names: string[]): Promise<string[]> {
  const args = ["--config", join(house, ".squawk.toml"), "--reporter", "json"];
  const { output, complaints } = await run(root, [...args, ...names.map((name) => `${folder}/${name}`)]);
  let findings: Finding[];
  try {
    findings = JSON.parse(output); // the reporter's own format; anything else is a linter that broke
  } catch {
    return [`squawk did not answer: ${(complaints || output).trim()}`];
  }
  return findings.map(
    ({ file, line, rule_name, message, help }) =>
      `${file}:${line + 1}: ${message} (${rule_name})${help === null ? "" : ` ${help}`}`,
  );
}

function run(root: string, args: string[]): Promise<{ output: string; complaints: string }> {
  return new Promise((resolve, reject) => {
    const program = join(house, "node_modules/squawk-cli/js/bin/squawk");
    const child = spawn(process.execPath, [program, ...args], { cwd: root });
    let output = "";
    let complaints = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (complaints += chunk));
    child.once("error", reject);
    child.once("close", () => resolve({ output, complaints }));
  });
}
