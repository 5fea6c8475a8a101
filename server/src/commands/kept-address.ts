/** Under which address people reach an embedded installation: left by its server for the commands beside it. */
import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "#config";

type Place = Pick<Config, "database" | "dataDir">;

/** Called when the server listens. Of several the last one counts. Your own database has no such place. */
export async function keepAddress({ database, dataDir }: Place, publicUrl: string): Promise<void> {
  if (database.kind !== "embedded") return;
  const aside = `${fileIn(dataDir)}.${randomUUID()}`;
  try {
    // renamed, so that a command reads the old address or the new one, never half of it
    await writeFile(aside, `${publicUrl}\n`);
    await rename(aside, fileIn(dataDir));
  } finally {
    await rm(aside, { force: true });
  }
}

/**
 * The address that links of a command name: PLINTH_URL, else what the server left, else a guess from PORT.
 * @param guessing hears the guess in one line
 */
export async function addressOf(
  { publicUrl, publicUrlGiven, ...place }: Place & Pick<Config, "publicUrl" | "publicUrlGiven">,
  guessing: (line: string) => void,
): Promise<string> {
  if (publicUrlGiven) return publicUrl;
  const kept = await keptAddress(place);
  if (kept === undefined)
    guessing(`Links name ${publicUrl}: set PLINTH_URL if people reach Plinth elsewhere.`);
  return kept ?? publicUrl;
}

/** What is no origin (a file that somebody wrote into) is as good as none. */
async function keptAddress({ database, dataDir }: Place): Promise<string | undefined> {
  if (database.kind !== "embedded") return undefined;
  const text = (await readFile(fileIn(dataDir), "utf8").catch(() => "")).trim();
  return /^https?:\/\//.test(text) && URL.canParse(text) ? new URL(text).origin : undefined;
}

const fileIn = (dataDir: string) => join(dataDir, "url");
