/** Every command of the operator. */
import { Command } from "commander";
import { auditCommand } from "./audit.ts";
import { devCommand } from "./dev.ts";
import { importCommand } from "./import.ts";
import { invariantsCommand } from "./invariants.ts";
import { inviteCommand } from "./invite.ts";
import { keyCommand } from "./key.ts";
import { migrateCommand } from "./migrate.ts";
import { openapiCommand } from "./openapi.ts";
import { organizationCommand } from "./organization.ts";
import { secretsCommand } from "./secrets.ts";
import { startCommand } from "./start.ts";
import { userCommand } from "./user.ts";

export function createProgram(): Command {
  return new Command("npm run plinth --")
    .description(
      "Plinth: the operations backend of a B2B company.\nCommands work while the server runs and while it is stopped.",
    )
    .helpCommand(false)
    .addHelpText(
      "after",
      `
Examples:
  $ npm start                                                     the API and its database
  $ npm run plinth -- organization create --name "Muster GmbH"    a company and its first key
  $ npm run plinth -- invite --email ada@example.com              a company's first person
  $ npm run plinth -- key create --name "Web shop"                a key for a program
  $ npm run plinth -- import customers customers.csv              companies from a file
  $ npm run plinth -- dev fakes                                   a Stripe and an ERP to try things out with
  $ npm run plinth -- key create --help                           everything about one command`,
    )
    .addCommand(startCommand())
    .addCommand(migrateCommand())
    .addCommand(organizationCommand())
    .addCommand(inviteCommand())
    .addCommand(keyCommand())
    .addCommand(userCommand())
    .addCommand(secretsCommand())
    .addCommand(auditCommand())
    .addCommand(invariantsCommand())
    .addCommand(importCommand())
    .addCommand(openapiCommand())
    .addCommand(devCommand());
}
