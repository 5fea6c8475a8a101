/** Who is told anything. */
import type { Context, Sentence } from "#platform/access";

/** Notifications are of people, who act with a session of their own. */
export function isTold({ actor }: Pick<Context, "actor">): Sentence {
  if (actor.kind === "member" || actor.kind === "buyer") return { allowed: true };
  return {
    allowed: false,
    because: "People are told of things, programs read the feed: log in as a person.",
    denial: { rule: "policy", told: "everybody" },
  };
}
