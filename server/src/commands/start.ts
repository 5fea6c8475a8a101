/** `start`, in words; what is wrong with its environment is said before anything is loaded. */
import cluster from "node:cluster";
import { Command } from "commander";
import { describeConfig, readConfig } from "#config";

export function startCommand(): Command {
  return new Command("start")
    .description("Start the API: with the database that comes along, or with your own (DATABASE_URL)")
    .addHelpText(
      "after",
      `
Examples:
  $ npm start                                  the same, shorter
  $ PORT=3001 npm start                        on another port
  $ PLINTH_DEMO=off npm start                  without the demonstration company
  $ DATABASE_URL=postgres://… PLINTH_SECRET=… npm start

Environment, also read from .env:
${describeConfig().map(variableText).join("\n")}`,
    )
    .action(start);
}

function variableText({
  name,
  type,
  default: fallback,
  describe,
}: ReturnType<typeof describeConfig>[number]): string {
  return `  ${name}\n      ${describe}\n      ${type}${fallback === undefined ? "" : ` (default: ${fallback})`}`;
}

async function start(): Promise<void> {
  if (cluster.isWorker) {
    const { serveAsOneOfSeveral } = await import("./processes-one.ts");
    return await serveAsOneOfSeveral();
  }
  const config = readConfig();
  const { serve } = await import("./start-serving.ts");
  await serve(config);
}
