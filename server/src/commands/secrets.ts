/** `secrets`: change the key that signs access tokens, and let an older secret of PLINTH_SECRET go. */
import { Command } from "commander";
import { withInstallation } from "./with-app.ts";

/** Exit code when something is not sealed under the active secret. */
const some = 2;

export function secretsCommand(): Command {
  return new Command("secrets")
    .description("Change the keys and secrets that everything stands on")
    .helpCommand(false)
    .addHelpText(
      "after",
      `
To change PLINTH_SECRET without downtime:
  1. put the new secret in front of the old one, with a comma between, and restart every process
  2. npm run plinth -- secrets reseal
  3. take the old secret out, and restart again
Where PLINTH_SECRET was never given, the old secret is the one in the data directory (.plinth/secret).

What the old secret signed (cookies, refresh tokens) ends when it is taken out.`,
    )
    .addCommand(rotateCommand())
    .addCommand(resealCommand());
}

function rotateCommand(): Command {
  return new Command("rotate-signing-key")
    .description("Make the next key of access tokens; it signs once everybody knows it, in 15 minutes")
    .option("--now", "for an emergency: it signs at once, and all tokens that exist are refused")
    .addHelpText(
      "after",
      `
Keys also change by themselves, every 30 days.

Examples:
  $ npm run plinth -- secrets rotate-signing-key
  $ npm run plinth -- secrets rotate-signing-key --now    the key may have been stolen`,
    )
    .action(async ({ now = false }: { now?: boolean }) => {
      const told = await withInstallation(async (installation) => {
        const { rotate } = await import("./secrets-change.ts");
        return await rotate(installation, now);
      });
      process.stdout.write(told);
    });
}

function resealCommand(): Command {
  return new Command("reseal")
    .description(
      "Seal everything under the first secret of PLINTH_SECRET, so that the others can be taken out",
    )
    .option("--check", "only count")
    .addHelpText(
      "after",
      `
It may be repeated and interrupted, and servers go on meanwhile.
Exit code: 0 everything is sealed under the first secret, 2 something is not, 1 it could not run.

Examples:
  $ npm run plinth -- secrets reseal --check
  $ PLINTH_SECRET=new,old npm run plinth -- secrets reseal`,
    )
    .action(async ({ check = false }: { check?: boolean }) => {
      const sealed = await withInstallation(async (installation) => {
        const { resealAll } = await import("./secrets-change.ts");
        return await resealAll(installation, check);
      });
      process.stdout.write(sealed.text);
      if (!sealed.done) process.exitCode = some;
    });
}
