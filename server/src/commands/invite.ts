/** `invite`: the first person of an organization, or one who lost every way in. */
import { Command } from "commander";
import type { App } from "#app";
import { chosenOrganization, organizationOption } from "./chosen-organization.ts";
import { performAction } from "./perform.ts";
import { withApp } from "./with-app.ts";

type Wanted = { email: string; role: string; organization?: string; json?: boolean };

export function inviteCommand(): Command {
  return new Command("invite")
    .description("Ask a person to join an organization, and show the link")
    .helpCommand(false)
    .requiredOption("--email <address>", "who is asked; only the owner of this address can accept")
    .option("--role <role>", "what they will be: a fixed role or one of the organization's own", "owner")
    .option(...organizationOption)
    .option("--json", "answer {id, organization_id, email, role, expires_at, link} as JSON")
    .addHelpText(
      "after",
      `
The mail is sent as well, where mail is set up (PLINTH_MAIL). The link is shown here because you may have
none yet: nobody else ever sees one outside of the mail. It is good for 7 days, and only together with an
account that has this address.

Examples:
  $ npm run plinth -- invite --email ada@example.com
  $ npm run plinth -- invite --email ada@example.com --role admin --organization "Muster GmbH" --json`,
    )
    .action(invite);
}

async function invite({ email, role, organization, json }: Wanted): Promise<void> {
  const invited = async (app: App) => {
    const { findSystemContext, inviteAsOperator } = await import("./tenants.ts");
    const { id: organizationId, name } = await chosenOrganization(app, organization);
    const context = await findSystemContext(app.database, organizationId, "cli");
    const made = await performAction(app, context, inviteAsOperator, { email, role });
    const { id, email: address, expires_at, link } = made;
    process.stdout.write(
      json
        ? `${JSON.stringify({ id, organization_id: organizationId, email: address, role, expires_at, link })}\n`
        : `Invited       ${address}   as ${role} of ${name}, until ${expires_at}\nLink          ${link}\n`,
    );
  };
  await withApp(invited, { makesLinks: true });
}
