/** What belongs to no customer more than to another is for those who see the whole organization. */
import type { Grant } from "#platform/errors";
import type { Sentence } from "./authorize.ts";
import { type Context, createContext } from "./context.ts";

/** What whoever sees a part of it would have to be given. */
export const wholeOrganization: Grant = { whole_organization: true };

/** Does the caller see the whole organization? */
export function seesAll({ scope }: Pick<Context, "scope">): Sentence {
  if (scope === "all") return { allowed: true };
  return {
    allowed: false,
    because:
      "This is for those who see the whole organization, and a credential with a scope sees a part of it.",
    denial: { rule: "scope", grants: [wholeOrganization] },
  };
}

/** The same caller for a question whose answer is no customer's: a name of a role, whether something was done. */
export function beyondScope(context: Context): Context {
  return createContext({ ...context, scope: "all" });
}
