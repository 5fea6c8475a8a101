/** What `secrets` does, and what it says of it. */
import { systemClock } from "#platform/clock";
import { createDatabase } from "#platform/db";
import { createKeyRing, reseal } from "#platform/secrets";
import { type NextKey, replaceSigningKeys, rotateSigningKey } from "#platform/tokens";
import type { Installation } from "./installation.ts";
import { isDone, resealText } from "./reseal-output.ts";
import { sealedPlaces } from "./sealed-places.ts";

/** Makes the next key of access tokens. @returns what is said of it */
export async function rotate({ appUrl, systemUrl, secrets }: Installation, now: boolean): Promise<string> {
  const database = await createDatabase({ appUrl, systemUrl });
  try {
    const means = { database, keyRing: createKeyRing(secrets), clock: systemClock };
    return now ? replaced(await replaceSigningKeys(means)) : rotated(await rotateSigningKey(means));
  } finally {
    await database.end();
  }
}

function rotated({ kid, signsFrom }: NextKey): string {
  return `The key ${kid} signs from ${signsFrom.toISOString()}. What the one before it signed is believed until it expires.\n`;
}

function replaced({ kid }: NextKey): string {
  return `The key ${kid} signs now and all others are withdrawn.\nWithin ten seconds every access token that exists is refused; clients refresh theirs.\n`;
}

/** Seals everything under the first secret, or only counts what is not. */
export async function resealAll(
  { ownerUrl, secrets }: Installation,
  check: boolean,
): Promise<{ text: string; done: boolean }> {
  const keyRing = createKeyRing(secrets);
  const reports = await reseal(ownerUrl, keyRing, sealedPlaces, { check });
  return {
    text: resealText(keyRing.secretIds, reports, check),
    done: reports.every((report) => isDone(report, check)),
  };
}
