/** `organization limit`: more or fewer requests than the installation gives everybody. */
import { Command, InvalidArgumentError } from "commander";
import { namedOrganization } from "./chosen-organization.ts";
import { performAction } from "./perform.ts";
import { withApp } from "./with-app.ts";

type Wanted = { requestsPerMinute: number | "default"; json?: boolean };

export function limitCommand(): Command {
  return new Command("limit")
    .description("Say how many requests per minute an organization may send")
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
  $ npm run plinth -- organization limit "Muster GmbH" --requests-per-minute 999999999   (as good as no limit)
  $ npm run plinth -- organization limit "Muster GmbH" --requests-per-minute default`,
    )
    .action(limit);
}

function countOrDefault(text: string): number | "default" {
  if (text === "default") return text;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  // null is "as everybody": one organization without a limit has a number that nobody reaches
  throw new InvalidArgumentError(
    'It is a whole number from 1 to 999999999, or "default". No limit for one organization: 999999999; for everybody: PLINTH_REQUESTS_PER_MINUTE=0.',
  );
}

async function limit(wanted: string, { requestsPerMinute, json }: Wanted): Promise<void> {
  await withApp(async (app) => {
    const { findSystemContext, limitRequests } = await import("./tenants.ts");
    const { id } = await namedOrganization(app, wanted);
    const context = await findSystemContext(app.database, id, "cli");
    const input = { requests_per_minute: requestsPerMinute === "default" ? null : requestsPerMinute };
    const { name, requests_per_minute } = await performAction(app, context, limitRequests, input);
    const words = requests_per_minute === null ? "as everybody" : requestsWords(requests_per_minute);
    process.stdout.write(
      json
        ? `${JSON.stringify({ id, name, requests_per_minute })}\n`
        : `Organization  ${id}   ${name}\nLimit         ${words}\n`,
    );
  });
}

/** How many of its own it may send, as every command says it. */
export function requestsWords(perMinute: unknown): string {
  return `${perMinute} requests a minute`;
}
