/** The import command alone, as a process of its own: `main.ts` lists it beside the others. */
import { Command } from "commander";
import { complaintOf } from "../../src/commands/complaint.ts";
import { importCommand } from "../../src/commands/import.ts";

try {
  await new Command().addCommand(importCommand()).parseAsync(process.argv);
} catch (error) {
  process.stderr.write(`${complaintOf(error)}\n`);
  process.exitCode = 1;
}
