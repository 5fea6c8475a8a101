/** `import`: objects from CSV files, through the verbs that the API offers. */
import { Command } from "commander";
import type { App } from "#app";
import {
  ImportComplaint,
  mappingSchema,
  type Prepared,
  prepareImport,
  runImport,
  summarize,
} from "#platform/doors/import";
import { chosenOrganization, organizationOption } from "./chosen-organization.ts";
import { Complaint } from "./complaint.ts";
import { createProgress, createSample, openReport } from "./import-output.ts";
import { findSystemContext, type KnownOrganization, systemContext } from "./tenants.ts";
import { withApp } from "./with-app.ts";

type Wanted = {
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

export function importCommand(): Command {
  return new Command("import")
    .description("Import objects from CSV files; repeating it doubles nothing")
    .argument("[resource]", "what the rows are, as in the API: customers, products, orders …")
    .argument("[files...]", "CSV files with a header, or folders of them")
    .option(
      "--map <column=field>",
      "take a field from a column of another name; may be repeated",
      appended,
      [],
    )
    .option("--set <field=value>", "give a field the same value in every row; may be repeated", appended, [])
    .option("--mapping <file.json>", "a mapping: rules for fields, rows that stay outside, lines, totals")
    .option("--lines <file.csv>", "the second file, where the mapping joins one")
    .option("--dry-run", "do everything in transactions that are rolled back")
    .option(...organizationOption)
    .option(
      "--report <file.csv>",
      "write every row that is set aside, or differs from the first of its object",
    )
    .option("--chunk <objects>", "objects per transaction, 1 to 500", chunkSize, 200)
    .option("--mapping-schema", "print the JSON schema of mappings, and do nothing else")
    .addHelpText(
      "after",
      `
Exit code: 0 everything was taken or there already, 2 something was set aside, 1 it could not run.

Examples:
  $ npm run plinth -- import customers customers.csv --map company=name --map id=external_reference --set currency=EUR
  $ npm run plinth -- import customers customers.csv --mapping docs/guides/import/northwind/customers.json --dry-run
  $ npm run plinth -- import orders orders.csv --lines order_details.csv --mapping docs/guides/import/northwind/orders.json
  $ npm run plinth -- import orders day-files/ --mapping docs/guides/import/wholesale/orders.json --report aside.csv`,
    )
    .action(runCommand);
}

async function runCommand(
  resource: string | undefined,
  paths: string[],
  wanted: Wanted & { mappingSchema?: boolean },
): Promise<void> {
  if (wanted.mappingSchema) {
    process.stdout.write(mappingSchema());
  } else if (resource === undefined || paths.length === 0) {
    throw new Complaint(
      "Say what to import and from which file:\n\n  npm run plinth -- import customers customers.csv",
    );
  } else {
    await withApp((app) => importInto(app, resource, paths, wanted)).catch((error: unknown) => {
      throw error instanceof ImportComplaint ? new Complaint(error.message, { cause: error }) : error;
    });
  }
}

async function importInto(
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

function appended(pair: string, pairs: string[]): string[] {
  return [...pairs, pair];
}

function chunkSize(text: string): number {
  const size = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (size < 1 || size > 500) throw new Complaint("--chunk is a number from 1 to 500.");
  return size;
}

function say(text: string): void {
  if (text !== "") process.stderr.write(`${text}\n`);
}
