/** `key create`: an API key for an organization that lost or needs one. */
import { Command } from "commander";
import { chosenOrganization, organizationOption } from "./chosen-organization.ts";
import { perform } from "./perform.ts";
import { withApp } from "./with-app.ts";

type Wanted = { organization?: string; role: string; name: string; scopes?: string[]; json?: boolean };

export function keyCommand(): Command {
  return new Command("key")
    .description("Make API keys")
    .helpCommand(false)
    .addHelpText("after", '\nExample:\n  $ npm run plinth -- key create --name "Web shop"')
    .addCommand(createCommand());
}

function createCommand(): Command {
  return new Command("create")
    .description("Make an API key, which is shown once")
    .option(...organizationOption)
    .option(
      "--role <role>",
      "whose permissions it gets: a fixed role or one of the organization's own",
      "integration",
    )
    .option("--name <name>", "what the key is for", "Made on the command line")
    .option("--scopes <permissions>", "only these permissions of the role, separated by commas", listed)
    .option("--json", "answer {id, organization_id, role, key} as JSON")
    .addHelpText(
      "after",
      `
Examples:
  $ npm run plinth -- key create --name "Web shop"
  $ npm run plinth -- key create --organization "Muster GmbH" --role owner
  $ npm run plinth -- key create --organization 0199… --scopes orders:read,orders:place --json`,
    )
    .action(create);
}

async function create({ organization, role, name, scopes, json }: Wanted): Promise<void> {
  await withApp(async (app) => {
    const { findSystemContext } = await import("./tenants.ts");
    const owner = await chosenOrganization(app, organization);
    const context = await findSystemContext(app.database, owner.id, "cli");
    const input = { name, role, ...(scopes === undefined ? {} : { scopes }) };
    const { id, key } = await perform(app, context, "api_keys.create", input);
    process.stdout.write(
      json
        ? `${JSON.stringify({ id, organization_id: owner.id, role, key })}\n`
        : `Key           ${key}   shown once: keep it\nRole          ${role}\nOrganization  ${owner.name}\n`,
    );
  });
}

function listed(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
