/** `dev`: what helps to build on Plinth and to try it out, on one's own machine. */
import { Command } from "commander";
import { devFakesCommand } from "./dev-fakes.ts";

export function devCommand(): Command {
  return new Command("dev")
    .description("Try Plinth out on your own machine")
    .helpCommand(false)
    .addHelpText("after", "\nExample:\n  $ npm run plinth -- dev fakes")
    .addCommand(devFakesCommand());
}
