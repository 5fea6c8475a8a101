import Type from "typebox";
import { definePersonalQuery } from "#platform/action";
import { countRecoveryCodes } from "../me.queries.ts";

/** How many are left; the codes themselves are nowhere but with their owner. */
export const getRecoveryCodes = definePersonalQuery({
  name: "me.get_recovery_codes",
  title: "Count unused recovery codes",
  door: "GET /v1/me/recovery_codes",
  describe: "How many of your recovery codes are unused.",
  parameters: Type.Object({}),
  output: Type.Object({
    left: Type.Integer({ description: "Unused recovery codes.", examples: [10] }),
  }),
  problems: [],
  async run(context, _parameters, services) {
    return JSON.stringify({ left: await countRecoveryCodes(services.read, context) });
  },
});
