/**
 * The floor of a read: pgbench runs the same statement under the same context, both in one implicit
 * transaction under one Sync, as the server does.
 */
import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { idSql } from "./ids.ts";
import type { Population } from "./population.ts";
import type { ReplayStatement } from "./replay.ts";

export const floorConnections = 16;

/** pgbench's version, or undefined where there is none. */
export function findPgbench(): string | undefined {
  try {
    return execFileSync("pgbench", ["--version"], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
}

export type FloorRun = { requests: number; seconds: number };

/** @throws with pgbench's own words when it fails. */
export async function runPgbench(
  appUrl: string,
  people: Population,
  statement: ReplayStatement,
  seconds: number,
): Promise<FloorRun> {
  const folder = await mkdtemp(join(tmpdir(), "plinth-bench-"));
  try {
    const script = join(folder, "floor.sql");
    const { text, variables } = scriptOf(people, statement);
    await writeFile(script, text);
    const { stdout } = await promisify(execFile)(
      "pgbench",
      [
        ...[
          "-n",
          "-M",
          "prepared",
          "-c",
          String(floorConnections),
          "-j",
          "2",
          "-T",
          String(seconds),
          "-f",
          script,
        ],
        ...Object.entries(variables).flatMap(([name, value]) => ["-D", `${name}=${value}`]),
        ...placeOf(appUrl).options,
      ],
      { env: { ...process.env, ...placeOf(appUrl).env } },
    );
    const done = Number(/number of transactions actually processed: (\d+)/.exec(stdout)?.[1]);
    const perSecond = Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
    if (!(done > 0 && perSecond > 0) || !/number of failed transactions: 0 /.test(stdout))
      throw new Error(stdout);
    return { requests: done, seconds: done / perSecond };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Numbers are drawn by pgbench; ids are made of them in SQL, which costs about a microsecond. */
function scriptOf(
  people: Population,
  { text, values }: ReplayStatement,
): { text: string; variables: Record<string, string> } {
  if (/(?<!:):[A-Za-z0-9_]/.test(text))
    throw new Error("pgbench would take a part of this statement for a variable");
  const variables: Record<string, string> = { actor: "api_key:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60" };
  const written = values.map((value, i) => {
    if ("same" in value) {
      variables[`p${i}`] = String(value.same);
      return `:p${i}`;
    }
    const token = "parts" in value && value.parts.length === 1 ? value.parts[0] : undefined;
    if (typeof token !== "object") throw new Error("pgbench cannot make this value");
    if (token.kind === "order") return idSql("order", ":n");
    if (token.kind === "organization") return idSql("organization", ":o");
    throw new Error(`pgbench draws no ${token.kind}`);
  });
  const lines = [
    `\\set n random(0, ${people.orders - 1})`,
    `\\set o :n % ${people.organizations}`,
    "\\startpipeline",
    `select plinth.set_context(${idSql("organization", ":o")}, :actor, 'all', '');`,
    `${text.replace(/\$(\d+)/g, (_, place) => written[Number(place) - 1] ?? "")};`,
    "\\endpipeline",
  ];
  return { text: `${lines.join("\n")}\n`, variables };
}

/** Where libpq finds the database; the password stays off the command line. */
function placeOf(appUrl: string): { options: string[]; env: Record<string, string> } {
  const url = new URL(appUrl);
  const host = url.searchParams.get("host") ?? url.hostname;
  return {
    options: ["-h", host, "-p", url.port, "-U", url.username, url.pathname.slice(1)],
    env: { PGPASSWORD: decodeURIComponent(url.password) },
  };
}
