/** `migrate`: bring the database to this version's shape without serving, as a step of a deployment. */
import { Command } from "commander";
import { withInstallation } from "./with-app.ts";

export function migrateCommand(): Command {
  return new Command("migrate")
    .description("Bring the database to the shape of this version; `start` does the same by itself")
    .addHelpText(
      "after",
      `
Any number of processes may do this at once. A running server goes on serving.

Examples:
  $ npm run plinth -- migrate
  $ DATABASE_URL=postgres://… PLINTH_SECRET=… npm run plinth -- migrate`,
    )
    .action(async () => {
      await withInstallation(async ({ applied }) => {
        const count = applied.length === 1 ? "1 migration was" : `${applied.length} migrations were`;
        process.stdout.write(applied.length === 0 ? "The database is up to date.\n" : `${count} applied.\n`);
      });
    });
}
