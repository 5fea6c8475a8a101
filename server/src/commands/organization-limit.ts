/** `organization limit`: more or fewer requests than the installation gives everybody. */
import { Command, InvalidArgumentError } from "commander";
import { namedOrganization } from "./chosen-organization.ts";
import { performAction } from "./perform.ts";
import { findSystemContext, limitRequests } from "./tenants.ts";
import { withApp } from "./with-app.ts";

type Wanted = { requestsPerMinute: number | "default"; json?: boolean };

export function limitCommand(): Command {
  return new Command("limit")
    .description("Say how many requests per minute an organization may send to each process")
    .argument("<organization>", "its id or its name")
    .requiredOption(
      "--requests-per-minute <number>",
      'how many, or "default" for what PLINTH_REQUESTS_PER_MINUTE gives everybody',
      countOrDefault,
    )
    .option("--json", "answer {id, name, requests_per_minute} as JSON")
    .addHelpText(
      "after",
      `
Examples:
  $ npm run plinth -- organization limit "Muster GmbH" --requests-per-minute 60000
  $ npm run plinth -- organization limit "Muster GmbH" --requests-per-minute default`,
    )
    .action(limit);
}

function countOrDefault(text: string): number | "default" {
  if (text === "default") return text;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number from 1 on, or "default".');
}

async function limit(wanted: string, { requestsPerMinute, json }: Wanted): Promise<void> {
  await withApp(async (app) => {
    const { id } = await namedOrganization(app, wanted);
    const context = await findSystemContext(app.database, id, "cli");
    const input = { requests_per_minute: requestsPerMinute === "default" ? null : requestsPerMinute };
    const { name, requests_per_minute } = await performAction(app, context, limitRequests, input);
    const words =
      requests_per_minute === null ? "as everybody" : `${requests_per_minute} a minute to each process`;
    process.stdout.write(
      json
        ? `${JSON.stringify({ id, name, requests_per_minute })}\n`
        : `Organization  ${id}   ${name}\nRequests      ${words}\n`,
    );
  });
}
