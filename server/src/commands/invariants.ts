/** `invariants`: is everything true that must always be? Read by the operator, before and after what worries them. */
import { Command } from "commander";
import type { Wanted } from "./invariants-look.ts";
import { withInstallation } from "./with-app.ts";

export function invariantsCommand(): Command {
  return new Command("invariants")
    .description(
      "Look whether everything is true that must always be: stock is its ledger, totals are lines …",
    )
    .helpCommand(false)
    .option("--organization <id or name>", "only this one")
    .option("--whole", "everything, and not a sample; takes a minute or two for 100,000 orders")
    .option(
      "--json",
      "answer {ok, whole, organizations: [{id, name, invariants: [{name, describe, of, asked, unjudged, violations}]}]} as JSON",
    )
    .addHelpText(
      "after",
      `
Without --whole it looks at what a running server looks at every hour: the newest of each kind, and some of the others.
It changes nothing, and servers go on meanwhile. What it finds broken is said with the first objects, to be looked into
by their ids; of what a running server finds, the organization's inbox has an item until it is true again.

Exit code: 0 all of it is true, 1 something is not, could not be looked at, or it could not run.

Examples:
  $ npm run plinth -- invariants
  $ npm run plinth -- invariants --whole --organization "Muster Handels GmbH"
  $ npm run plinth -- invariants --whole --json > books-2026-11-22.json`,
    )
    .action(async (wanted: Wanted) => {
      const ok = await withInstallation(async (installation) => {
        const { look } = await import("./invariants-look.ts");
        return await look(installation, wanted);
      });
      if (!ok) process.exitCode = 1;
    });
}
