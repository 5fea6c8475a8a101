/**
 * What must be known to use the cluster from any process: `postgres.json` in the data directory, readable
 * by its owner only. Written whole or not at all.
 */
import { randomUUID } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { ProcessId } from "./processes.ts";

export type Facts = {
  /** Where the cluster was created; ignored when the data directory itself holds one (it was moved). */
  cluster: string;
  password: string;
  port: number;
  socketDir?: string | undefined;
  /** Everyone who has started or joined the server and not left: the last living one stops it. */
  users: Usage[];
};

export type Usage = ProcessId & { ticket: string };

/** The facts, or undefined if there are none or a person damaged them: both are healed by `start`. */
export async function readFacts(dataDir: string): Promise<Facts | undefined> {
  try {
    const facts = JSON.parse(await readFile(factFile(dataDir), "utf8"));
    return typeof facts.password === "string" && Array.isArray(facts.users) ? facts : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

export async function writeFacts(dataDir: string, facts: Facts): Promise<void> {
  const aside = `${factFile(dataDir)}.${randomUUID()}`;
  const file = await open(aside, "wx", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(facts, null, 2)}\n`);
    await file.sync(); // the only copy of the password must survive what the cluster survives
  } finally {
    await file.close();
  }
  await rename(aside, factFile(dataDir));
}

function factFile(dataDir: string): string {
  return join(dataDir, "postgres.json");
}
