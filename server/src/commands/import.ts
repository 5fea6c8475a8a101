/** `import`: objects from CSV files, through the verbs that the API offers. */
import { Command } from "commander";
import { organizationOption } from "./chosen-organization.ts";
import { Complaint } from "./complaint.ts";
import type { Wanted } from "./import-run.ts";
import { withApp } from "./with-app.ts";

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
    const { mappingSchema } = await import("#platform/doors/import");
    process.stdout.write(mappingSchema());
  } else if (resource === undefined || paths.length === 0) {
    throw new Complaint(
      "Say what to import and from which file:\n\n  npm run plinth -- import customers customers.csv",
    );
  } else {
    await withApp(async (app) => {
      const { importInto } = await import("./import-run.ts");
      await importInto(app, resource, paths, wanted);
    });
  }
}

function appended(pair: string, pairs: string[]): string[] {
  return [...pairs, pair];
}

function chunkSize(text: string): number {
  const size = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (size < 1 || size > 500) throw new Complaint("--chunk is a number from 1 to 500.");
  return size;
}
