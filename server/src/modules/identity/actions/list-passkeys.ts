import Type from "typebox";
import { definePersonalQuery } from "#platform/action";
import { readPasskeys } from "../passkey.queries.ts";
import { Passkey } from "../passkey.ts";

/** One's own passkeys, the first made first. */
export const listPasskeys = definePersonalQuery({
  name: "passkeys.list",
  title: "List your passkeys",
  door: "GET /v1/me/passkeys",
  describe: "Your passkeys.",
  parameters: Type.Object({}),
  output: Type.Object({ data: Type.Array(Passkey, { description: "At most 20, the first made first." }) }),
  problems: [],
  async run(context, _parameters, { read }) {
    return JSON.stringify({ data: await readPasskeys(read, context) });
  },
});
