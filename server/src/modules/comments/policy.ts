import { actorText, type Context, definePermission, may, type Sentence } from "#platform/access";

const moderate = definePermission("comments:moderate", "Remove what others wrote about an object.");

type Caller = Pick<Context, "actor" | "permissions">;

const isAuthor = ({ actor }: Caller, author: string) => actorText(actor) === author;

/** Nobody puts words into another's mouth. */
export function mayChange(context: Caller, author: string): Sentence {
  if (isAuthor(context, author)) return { allowed: true };
  return {
    allowed: false,
    because: "Only whoever wrote a comment changes it: write one of your own.",
    denial: { rule: "policy", told: "everybody" },
  };
}

/** One takes back one's own; what others wrote is removed by those who watch over what is said. */
export function mayRemove(context: Caller, author: string): Sentence {
  return isAuthor(context, author) ? { allowed: true } : may(context, moderate);
}
