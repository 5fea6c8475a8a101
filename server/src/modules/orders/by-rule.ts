/** What no person decides: an order that a rule confirms, or that is cancelled because nobody paid. */
import type { Actor, Context } from "#platform/access";

/** The same deed as the system's own: whoever set it off has looked at nothing. */
export function byRule(context: Context): Context {
  return { ...context, actor: ruleOf(context), people: [], responsibleUserId: null };
}

/** Plinth itself, as an actor of the organization. */
export function ruleOf({ organizationId }: Pick<Context, "organizationId">): Actor {
  return { kind: "system", id: organizationId, name: "Plinth" };
}
