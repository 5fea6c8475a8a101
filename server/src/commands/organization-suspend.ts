/** `organization suspend` and `organization resume`: what an operator does about a company that must not go on. */
import { Command } from "commander";
import { namedOrganization } from "./chosen-organization.ts";
import { Complaint } from "./complaint.ts";
import { performAction } from "./perform.ts";
import { withApp } from "./with-app.ts";

export function suspendCommand(): Command {
  return new Command("suspend")
    .description("Make an organization read only, within a second and in every process")
    .argument("<organization>", "its id or its name")
    .requiredOption("--because <sentence>", "why: everybody reads it who is refused")
    .option("--json", "answer {id, name, suspended_at, suspended_because} as JSON")
    .addHelpText(
      "after",
      `
What can be read stays so, and access can be taken away: members and keys removed, invitations revoked. Everything
else is refused with your sentence (403 organization_suspended), and nobody joins. Done again it says another sentence.

Example:
  $ npm run plinth -- organization suspend "Muster GmbH" --because "The invoice of May is open: call +43 1 234."`,
    )
    .action(suspend);
}

export function resumeCommand(): Command {
  return new Command("resume")
    .description("End the suspension of an organization, within a second and in every process")
    .argument("<organization>", "its id or its name")
    .option("--json", "answer {id, name, suspended_at, suspended_because} as JSON")
    .addHelpText("after", '\nExample:\n  $ npm run plinth -- organization resume "Muster GmbH"')
    .action(resume);
}

async function suspend(
  wanted: string,
  { because, json }: { because: string; json?: boolean },
): Promise<void> {
  if (because.trim() === "" || because.length > 500)
    throw new Complaint("--because is a sentence of at most 500 characters.");
  await withApp(async (app) => {
    const { findSystemContext, suspendOrganization } = await import("./tenants.ts");
    const { id } = await namedOrganization(app, wanted);
    const context = await findSystemContext(app.database, id, "cli");
    tell(await performAction(app, context, suspendOrganization, { because: because.trim() }), json);
  });
}

async function resume(wanted: string, { json }: { json?: boolean }): Promise<void> {
  await withApp(async (app) => {
    const { findSystemContext, resumeOrganization } = await import("./tenants.ts");
    const { id, name } = await namedOrganization(app, wanted);
    const context = await findSystemContext(app.database, id, "cli");
    if (context.tenant.suspended === null) throw new Complaint(`${name} is not suspended.`);
    tell(await performAction(app, context, resumeOrganization, {}), json);
  });
}

function tell({ id, name, suspended_at, suspended_because }: Record<string, unknown>, json = false): void {
  const state = suspended_at === null ? "at work" : suspendedWords(suspended_at, suspended_because);
  process.stdout.write(
    json
      ? `${JSON.stringify({ id, name, suspended_at, suspended_because })}\n`
      : `Organization  ${id}   ${name}\nState         ${state}\n`,
  );
}

/** Since when and why, as every command says it. */
export function suspendedWords(since: unknown, because: unknown): string {
  return `suspended since ${since}: ${because ?? "no reason was given"}`;
}
