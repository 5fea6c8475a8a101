/** `organization …`: the tenants of this installation, and what its operator decides about them. */
import { Command, InvalidArgumentError } from "commander";
import { limitCommand, requestsWords } from "./organization-limit.ts";
import { resumeCommand, suspendCommand, suspendedWords } from "./organization-suspend.ts";
import { perform } from "./perform.ts";
import type { listOrganizations } from "./tenants.ts";
import { withApp } from "./with-app.ts";

type Wanted = { name: string; country: string; currency: string; json?: boolean };

export function organizationCommand(): Command {
  return new Command("organization")
    .description("Make, list, suspend and limit organizations: the companies that use this installation")
    .helpCommand(false)
    .addHelpText(
      "after",
      `
Examples:
  $ npm run plinth -- organization create --name "Muster Handels GmbH"
  $ npm run plinth -- organization list
  $ npm run plinth -- organization suspend "Muster Handels GmbH" --because "The invoice of May is open."
  $ npm run plinth -- organization resume "Muster Handels GmbH"`,
    )
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(suspendCommand())
    .addCommand(resumeCommand())
    .addCommand(limitCommand());
}

function createCommand(): Command {
  return new Command("create")
    .description("Make an organization with a first owner's API key, which is shown once")
    .requiredOption("--name <name>", "the company's name", named)
    .option("--country <code>", "where it is established, ISO 3166-1 alpha-2", capitals(2), "DE")
    .option("--currency <code>", "the currency of its costs, ISO 4217", capitals(3), "EUR")
    .option("--json", "answer {id, name, key} as JSON")
    .addHelpText(
      "after",
      `
Examples:
  $ npm run plinth -- organization create --name "Muster Handels GmbH"
  $ npm run plinth -- organization create --name "Nordisk AB" --country SE --currency SEK --json`,
    )
    .action(create);
}

function named(text: string): string {
  if (text.trim() !== "") return text.trim();
  throw new InvalidArgumentError("A company has a name.");
}

function capitals(length: number): (text: string) => string {
  return (text) => {
    if (new RegExp(`^[A-Z]{${length}}$`).test(text)) return text;
    throw new InvalidArgumentError(`It is a code of ${length} capitals.`);
  };
}

async function create({ name, country, currency, json }: Wanted): Promise<void> {
  await withApp(async (app) => {
    const { createOrganization, founders, systemContext } = await import("./tenants.ts");
    const id = await createOrganization(app.database, founders, { name, country, currency });
    const { key } = await perform(app, systemContext(id, "cli"), "api_keys.create", {
      name: "First key",
      role: "owner",
    });
    process.stdout.write(
      json
        ? `${JSON.stringify({ id, name, key })}\n`
        : `Organization  ${id}\nKey           ${key}   the owner's, shown once: keep it\n`,
    );
  });
}

function listCommand(): Command {
  return new Command("list")
    .description("List the organizations, oldest first, with what you have decided about them")
    .option(
      "--json",
      "answer [{id, name, demo, suspended_at, suspended_because, requests_per_minute}] as JSON",
    )
    .addHelpText(
      "after",
      `
A line below an organization says since when and why it is suspended, and how many requests it may send where that is
not what everybody may.

Example:
  $ npm run plinth -- organization list`,
    )
    .action(async ({ json }: { json?: boolean }) => {
      await withApp(async (app) => {
        const { listOrganizations } = await import("./tenants.ts");
        const all = await listOrganizations(app.database);
        const lines = all.map((one) => [`${one.id}  ${one.name}`, ...decided(one)].join(below));
        const told = lines.length === 0 ? ["There is no organization yet."] : lines;
        process.stdout.write(json ? `${JSON.stringify(all)}\n` : `${told.join("\n")}\n`);
      });
    });
}

type Listed = Awaited<ReturnType<typeof listOrganizations>>[number];

/** Under the name, which stands behind an id of 36 characters. */
const below = `\n${" ".repeat(38)}`;

function decided({ suspended_at, suspended_because, requests_per_minute }: Listed): string[] {
  return [
    ...(suspended_at === null ? [] : [suspendedWords(suspended_at, suspended_because)]),
    ...(requests_per_minute === null ? [] : [requestsWords(requests_per_minute)]),
  ];
}
