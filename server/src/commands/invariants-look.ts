/** What `invariants` does: looks, and tells of each organization as it goes. */
import { declarations } from "#app";
import { createDatabase, type Database, lookThrough } from "#platform/db";
import { type Asked, askedOf, findPlaces, lookAtAll, lookAtSample, type Outcome } from "#platform/invariants";
import { createKeyRing } from "#platform/secrets";
import { namedOrganization } from "./chosen-organization.ts";
import { createProgress } from "./import-output.ts";
import type { Installation } from "./installation.ts";
import { booksJson, booksText, isTrue, type LookedAt } from "./invariants-output.ts";
import { type KnownOrganization, listOrganizations, systemContext } from "./tenants.ts";

export type Wanted = { organization?: string; whole?: boolean; json?: boolean };

/** Of one statement: nobody waits behind it, and what takes longer is looked at in halves. */
const withinMs = 60_000;

/** @returns whether everything is true */
export async function look(
  { appUrl, systemUrl, secrets }: Installation,
  { organization, whole = false, json }: Wanted,
): Promise<boolean> {
  const database = await createDatabase({ appUrl, systemUrl });
  const keyRing = createKeyRing(secrets);
  const found: LookedAt[] = [];
  try {
    for (const { id, name } of await chosen(database, organization)) {
      const context = systemContext(id, "cli");
      const asked = askedOf(context, lookThrough(database), keyRing, withinMs);
      const outcomes = whole ? await wholeOf(asked) : await sampleOf(asked);
      found.push({ id, name, outcomes });
      if (!json) process.stdout.write(booksText({ id, name, outcomes }));
    }
  } finally {
    await database.end();
  }
  if (json) process.stdout.write(booksJson(found, whole));
  else if (found.length === 0) process.stdout.write("There is no organization yet.\n");
  return found.every(({ outcomes }) => outcomes.every(isTrue));
}

async function chosen(database: Database, wanted: string | undefined): Promise<KnownOrganization[]> {
  if (wanted === undefined) return await listOrganizations(database);
  return [await namedOrganization({ database }, wanted)];
}

async function wholeOf(asked: Asked): Promise<Outcome[]> {
  const progress = createProgress();
  let rows = 0;
  try {
    return await lookAtAll(asked, declarations().invariants, (keys) => {
      rows += keys;
      progress.at(rows);
    });
  } finally {
    progress.end();
  }
}

/** As the next look of a server would, which it does not move on. */
async function sampleOf(asked: Asked): Promise<Outcome[]> {
  return (await lookAtSample(asked, declarations().invariants, await findPlaces(asked))).outcomes;
}
