import Type from "typebox";
import { definePersonalQuery } from "#platform/action";
import { readLinkedAccounts } from "../linked-account.queries.ts";
import { LinkedAccount } from "../linked-account.ts";

/** One's own accounts elsewhere that log in here, the first linked first. */
export const listLinkedAccounts = definePersonalQuery({
  name: "linked_accounts.list",
  title: "List your linked accounts",
  door: "GET /v1/me/linked_accounts",
  describe: "Your accounts elsewhere that log in here.",
  parameters: Type.Object({}),
  output: Type.Object({ data: Type.Array(LinkedAccount, { description: "The first linked first." }) }),
  problems: [],
  async run(context, _parameters, { read }) {
    return JSON.stringify({ data: await readLinkedAccounts(read, context) });
  },
});
