/** `audit verify`: is the trail of who did what as it was sealed? */
import { Command, InvalidArgumentError } from "commander";
import type { Anchor, Verdict } from "#platform/audit";
import { verdictsJson, verdictText } from "./audit-output.ts";
import { namedOrganization } from "./chosen-organization.ts";
import { Complaint } from "./complaint.ts";
import { createProgress } from "./import-output.ts";
import type { Installation } from "./installation.ts";
import type { KnownOrganization } from "./tenants.ts";
import { withInstallation } from "./with-app.ts";

type Wanted = { organization?: string; anchor?: Anchor; json?: boolean };

export function auditCommand(): Command {
  return new Command("audit")
    .description("Prove that nobody has altered the trail of who did what")
    .helpCommand(false)
    .addHelpText("after", "\nExample:\n  $ npm run plinth -- audit verify")
    .addCommand(verifyCommand());
}

function verifyCommand(): Command {
  return new Command("verify")
    .description(
      "Read the whole trail, and name the first entry of each organization that is not as it was sealed",
    )
    .option("--organization <id or name>", "only this one")
    .option("--anchor <seq:seal>", "what an earlier run printed, of the same organization", anchorOf)
    .option(
      "--json",
      "answer {ok, findings, organizations: [{id, name, entries, unsealed, anchor, finding}]} as JSON",
    )
    .addHelpText(
      "after",
      `
It finds entries that were altered, taken out, put in, moved to another number or another organization, seals, heads
and keys that were touched, trails that were taken away as a whole, and personal values that are not those the entry
tells of, also when somebody edited the tables directly. Erasing personal values is allowed and is not found. Servers
go on meanwhile; what waits to be sealed for longer than a minute is found as well, because one should have sealed it.

Keep what it prints outside of this database, the anchor of each organization: whoever takes out the newest entries
together with their seals and sets the head back is found only by the anchor of a later entry.

Exit code: 0 everything is as it was sealed, 1 something is not, or it could not run.

Examples:
  $ npm run plinth -- audit verify
  $ npm run plinth -- audit verify --organization "Muster Handels GmbH" --anchor 18230:5b0c…
  $ npm run plinth -- audit verify --json > trail-2026-11-21.json`,
    )
    .action(async (wanted: Wanted) => {
      const ok = await withInstallation((installation) => verify(installation, wanted));
      if (!ok) process.exitCode = 1;
    });
}

function anchorOf(text: string): Anchor {
  const [, seq, seal = ""] = /^(\d{1,16}):([0-9a-f]{64})$/i.exec(text.trim()) ?? [];
  if (seq === undefined) throw new InvalidArgumentError('It is a number, ":" and 64 hexadecimal digits.');
  return { seq: Number(seq), seal: seal.toLowerCase() };
}

/** @returns whether everything is as it was sealed */
async function verify(installation: Installation, { organization, anchor, json }: Wanted): Promise<boolean> {
  const [{ verifyTrail }, { createKeyRing }] = await Promise.all([
    import("#platform/audit"),
    import("#platform/secrets"),
  ]);
  const { known, chosen } = await organizationsOf(installation, organization);
  const progress = createProgress();
  const found: { name: string | null; verdict: Verdict }[] = [];
  const verdicts = verifyTrail(installation.ownerUrl, createKeyRing(installation.secrets), {
    ...(chosen === undefined ? { known: known.map(({ id }) => id) } : { organizations: [chosen.id] }),
    anchors: anchorsOf(known, chosen, anchor),
    progress: progress.at,
  });
  try {
    for await (const verdict of verdicts) {
      const name = known.find(({ id }) => id === verdict.organization_id)?.name ?? null;
      found.push({ name, verdict });
      progress.end();
      if (!json) process.stdout.write(verdictText(verdict, name));
    }
  } finally {
    progress.end();
  }
  const ok = found.every(({ verdict }) => verdict.finding === null);
  if (json) process.stdout.write(verdictsJson(ok, found));
  else if (found.length === 0) process.stdout.write("There is no trail yet.\n");
  return ok;
}

async function organizationsOf({ appUrl, systemUrl }: Installation, wanted: string | undefined) {
  const [{ createDatabase }, { listOrganizations }] = await Promise.all([
    import("#platform/db"),
    import("./tenants.ts"),
  ]);
  const database = await createDatabase({ appUrl, systemUrl });
  try {
    const chosen = wanted === undefined ? undefined : await namedOrganization({ database }, wanted);
    return { known: await listOrganizations(database), chosen };
  } finally {
    await database.end();
  }
}

function anchorsOf(
  known: KnownOrganization[],
  chosen: KnownOrganization | undefined,
  anchor: Anchor | undefined,
): Map<string, Anchor> {
  if (anchor === undefined) return new Map();
  const [only, ...more] = known;
  const whose = chosen ?? (more.length === 0 ? only : undefined);
  if (whose === undefined)
    throw new Complaint("An anchor is of one organization: say which with --organization.");
  return new Map([[whose.id, anchor]]);
}
