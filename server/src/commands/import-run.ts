/** What `import` does with its files, and what it says meanwhile. */
import type { App } from "#app";
import { ImportComplaint, type Prepared, prepareImport, runImport, summarize } from "#platform/doors/import";
import { chosenOrganization } from "./chosen-organization.ts";
import { Complaint } from "./complaint.ts";
import { createProgress, createSample, openReport } from "./import-output.ts";
import { findSystemContext, type KnownOrganization, systemContext } from "./tenants.ts";

export type Wanted = {
  map: string[];
  set: string[];
  mapping?: string;
  lines?: string;
  dryRun?: boolean;
  organization?: string;
  report?: string;
  chunk: number;
};

/** Exit codes: everything taken; something set aside; could not run. */
const all = 0;
const some = 2;

/**
 * Imports the files, telling how it goes; the exit code says what became of it.
 * @throws a complaint when it cannot run
 */
export async function importInto(app: App, resource: string, paths: string[], wanted: Wanted): Promise<void> {
  await imported(app, resource, paths, wanted).catch((error: unknown) => {
    throw error instanceof ImportComplaint ? new Complaint(error.message, { cause: error }) : error;
  });
}

async function imported(
  app: App,
  resource: string,
  paths: string[],
  { map, set, mapping, lines, dryRun = false, chunk, ...wanted }: Wanted,
): Promise<void> {
  const owner = await chosenOrganization(app, wanted.organization);
  const { registry, actions, executor, database } = app;
  const prepared = await prepareImport(registry, actions, {
    resource,
    paths,
    mapping,
    pairs: map,
    constants: set,
    lines,
  });
  const { tenant } = await findSystemContext(app.database, owner.id, "import");
  const context = () => systemContext(owner.id, "import", tenant);
  const report = wanted.report === undefined ? undefined : openReport(wanted.report);
  const shown = createSample();
  const progress = createProgress();
  say(opening(prepared, owner, dryRun));
  const started = performance.now();
  try {
    const ledger = await runImport(
      prepared.plan,
      { registry, database, executor, context },
      prepared.first,
      prepared.second,
      {
        dryRun,
        chunk,
        progress: (rows) => progress.at(rows, prepared.rows),
        found(finding) {
          report?.write(finding);
          shown.add(finding);
        },
      },
    );
    progress.end();
    const seconds = (performance.now() - started) / 1_000;
    const { text, setAside, addsUp } = summarize(ledger, prepared.plan.mapping, resource);
    say(shown.text(wanted.report));
    process.stdout.write(
      `${text}\n${speed(ledger.tallies, seconds)}${dryRun ? "\nTried out: nothing was written." : ""}\n`,
    );
    process.exitCode = setAside === 0 && addsUp ? all : some;
  } catch (error) {
    progress.end();
    say("It stopped. What was done stands; the same command goes on where it ended.");
    throw error;
  } finally {
    report?.close();
  }
}

function opening({ plan, rows, unused }: Prepared, owner: KnownOrganization, dryRun: boolean): string {
  const aside = unused.length === 0 ? "" : `\nColumns that nothing reads: ${unused.join(", ")}`;
  return `${rows.toLocaleString("en")} rows for ${owner.name}, by ${plan.action.name}${dryRun ? ", as a dry run" : ""}${aside}`;
}

type Tallies = Awaited<ReturnType<typeof runImport>>["tallies"];

function speed(tallies: Tallies, seconds: number): string {
  const rows = (tallies.rows?.read.rows ?? 0) + (tallies.lines?.read.rows ?? 0);
  return `${rows.toLocaleString("en")} rows in ${seconds.toFixed(1)} s, ${Math.round(rows / seconds).toLocaleString("en")} rows/s`;
}

function say(text: string): void {
  if (text !== "") process.stderr.write(`${text}\n`);
}
