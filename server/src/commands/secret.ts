/** The root of the key ring when nobody gave one: made once, kept beside the embedded database. */
import { randomBytes, randomUUID } from "node:crypto";
import { link, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { Complaint } from "./complaint.ts";

/** The kept secret of this data directory; of processes that come at once, one makes it. */
export async function keptSecret(dataDir: string): Promise<string> {
  const file = join(dataDir, "secret");
  return (await read(file)) ?? (await make(file));
}

async function read(file: string): Promise<string | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new Complaint(`The secret in ${file} cannot be read (${error.message}).`);
  });
  const secret = text?.trim();
  if (secret !== undefined && secret.length < 32) {
    throw new Complaint(
      `The secret in ${file} is damaged. Restore the file from a backup; without it what was sealed stays closed.`,
    );
  }
  return secret;
}

/** Written aside and linked, so that a crash leaves the whole secret or none, and a rival's is never replaced. */
async function make(file: string): Promise<string> {
  const aside = `${file}.${randomUUID()}`;
  const handle = await open(aside, "w", 0o600);
  try {
    await handle.writeFile(`${randomBytes(32).toString("hex")}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await link(aside, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(aside, { force: true });
  const kept = await read(file);
  if (kept === undefined) throw new Complaint(`The secret in ${file} has vanished while it was made.`);
  return kept;
}
