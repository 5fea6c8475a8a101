/** `user recover`: for a person who lost the phone, the recovery codes and every passkey. */
import { Command } from "commander";
import type { App } from "#app";
import { Complaint } from "./complaint.ts";
import { performAction } from "./perform.ts";
import { withApp } from "./with-app.ts";

type Wanted = { email: string; yes?: boolean; json?: boolean };

export function userCommand(): Command {
  return new Command("user")
    .description("Help people back into their accounts")
    .helpCommand(false)
    .addHelpText("after", "\nExample:\n  $ npm run plinth -- user recover --email ada@example.com --yes")
    .addCommand(recoverCommand());
}

function recoverCommand(): Command {
  return new Command("recover")
    .description("Take off a person's second factor and passkeys, and make a link that sets a new password")
    .requiredOption("--email <address>", "whose account it is")
    .option("--yes", "you are sure that it is this person who asks")
    .option("--json", "answer {id, email, totp, passkeys, sessions, link, expires_at} as JSON")
    .addHelpText(
      "after",
      `
Make sure who is asking: whoever gets the link gets the account. All sessions end. The person is told by mail,
and their security log says that it was the operator.

Examples:
  $ npm run plinth -- user recover --email ada@example.com          says what would be done
  $ npm run plinth -- user recover --email ada@example.com --yes`,
    )
    .action(recover);
}

async function recover({ email, yes = false, json }: Wanted): Promise<void> {
  const recovered = async (app: App) => {
    const { getRecoverable, operatorContext, recoverUser } = await import("./tenants.ts");
    if (!yes) throw unsure((await getRecoverable(app.database.lookUp, email)).email);
    const done = await performAction(app, operatorContext(), recoverUser, { email });
    process.stdout.write(json ? `${JSON.stringify(done)}\n` : wordsOf(done));
  };
  await withApp(recovered, { makesLinks: yes });
}

function unsure(email: string): Complaint {
  return new Complaint(
    `This takes off the authenticator app, the recovery codes and all passkeys of ${email}, ends all their sessions, and shows a link that sets a new password: whoever gets it gets the account.\nIf you are sure who asks, repeat it with --yes.`,
  );
}

function wordsOf({ email, totp, passkeys, sessions, link, expires_at }: Record<string, unknown>): string {
  const gone = [
    ...(totp ? ["the authenticator app with its recovery codes"] : []),
    ...(Number(passkeys) > 0 ? [`${passkeys} of their passkeys`] : []),
  ];
  return [
    `Account       ${email}`,
    `Taken off     ${gone.join(" and ") || "nothing: there was no second factor and no passkey"}`,
    `Sessions      ${sessions} ended`,
    `Link          ${link}   good once, until ${expires_at}`,
    "",
  ].join("\n");
}
