/** `invariants`: is everything true that must always be? Read by the operator, before and after what worries them. */
import { Command } from "commander";
import { declarations } from "#app";
import { createDatabase, type Database, lookThrough } from "#platform/db";
import { type Asked, askedOf, findPlaces, lookAtAll, lookAtSample, type Outcome } from "#platform/invariants";
import { createKeyRing } from "#platform/secrets";
import { namedOrganization } from "./chosen-organization.ts";
import { createProgress } from "./import-output.ts";
import type { Installation } from "./installation.ts";
import { booksJson, booksText, isTrue, type LookedAt } from "./invariants-output.ts";
import { type KnownOrganization, listOrganizations, systemContext } from "./tenants.ts";
import { withInstallation } from "./with-app.ts";

type Wanted = { organization?: string; whole?: boolean; json?: boolean };

/** Of one statement: nobody waits behind it, and what takes longer is looked at in halves. */
const withinMs = 60_000;

export function invariantsCommand(): Command {
  return new Command("invariants")
    .description(
      "Look whether everything is true that must always be: stock is its ledger, totals are lines …",
    )
    .helpCommand(false)
    .option("--organization <id or name>", "only this one")
    .option("--whole", "everything, and not a sample; takes a minute or two for 100,000 orders")
    .option(
      "--json",
      "answer {ok, whole, organizations: [{id, name, invariants: [{name, describe, of, asked, unjudged, violations}]}]} as JSON",
    )
    .addHelpText(
      "after",
      `
Without --whole it looks at what a running server looks at every hour: the newest of each kind, and some of the others.
It changes nothing, and servers go on meanwhile. What it finds broken is said with the first objects, to be looked into
by their ids; of what a running server finds, the organization's inbox has an item until it is true again.

Exit code: 0 all of it is true, 1 something is not, could not be looked at, or it could not run.

Examples:
  $ npm run plinth -- invariants
  $ npm run plinth -- invariants --whole --organization "Muster Handels GmbH"
  $ npm run plinth -- invariants --whole --json > books-2026-11-22.json`,
    )
    .action(async (wanted: Wanted) => {
      const ok = await withInstallation((installation) => look(installation, wanted));
      if (!ok) process.exitCode = 1;
    });
}

/** @returns whether everything is true */
async function look(
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
