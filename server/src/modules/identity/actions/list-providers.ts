import Type from "typebox";
import { defineOpenQuery } from "#platform/action";

/** Through whom people may log in besides: buttons on a login page. */
export const listProviders = defineOpenQuery({
  name: "auth.providers",
  title: "List providers for signing in",
  door: "GET /v1/auth/providers",
  describe: "The outside providers that people may log in with here.",
  audience: "public",
  parameters: Type.Object({}),
  output: Type.Object({
    data: Type.Array(
      Type.Object({
        name: Type.String({ description: "Stands in paths.", examples: ["google"] }),
        title: Type.String({ description: "Stands on a button.", examples: ["Google"] }),
      }),
      { description: "As the operator configured them; perhaps none." },
    ),
  }),
  problems: [],
  async run(_context, _parameters, { providers }) {
    return JSON.stringify({ data: providers.list() });
  },
});
