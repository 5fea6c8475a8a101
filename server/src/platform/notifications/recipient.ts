/** Who can be told, and who may see what they would be told of. The people are a module's; the sentences are here. */
import type { Tx } from "#platform/db";
import { declaredNouns, type Resource } from "#platform/resource";
import type { NotificationRule, ToldEvent } from "./define-notification.ts";

/** Somebody who belongs to the organization at the moment, and what they may see there. */
export type Recipient = {
  userId: string;
  kind: "member" | "buyer";
  name: string;
  email: string;
  /** BCP 47. */
  locale: string;
  permissions: ReadonlySet<string>;
  /** What they see of what belongs to somebody, as a context has it. */
  scope: "all" | readonly string[];
};

/** Of these users those who are members, or buyers, of the organization at the moment; or all of them. In no order. */
export type FindRecipients = (
  tx: Tx,
  kind: Recipient["kind"],
  userIds: readonly string[] | "everybody",
) => Promise<Recipient[]>;

/** An object as far as it matters who may see it. */
export type Told = {
  /** The nouns that one must be able to read. */
  nouns: readonly string[];
  scopeId: string | null;
};

/** Whoever cannot read notifications is told nothing: a mail would lead nowhere. */
const reading = "notifications:read";

/** Is the recipient to be told by this rule, if it concerns them? */
export function mayBeTold(
  recipient: Recipient,
  { needs = reading }: Pick<NotificationRule, "needs">,
  told: Told,
): boolean {
  const { permissions } = recipient;
  return (
    permissions.has(reading) &&
    permissions.has(needs) &&
    told.nouns.every((name) => sees(recipient, name, told))
  );
}

/** What whoever is told of an event must be able to see: its object, what that is about, and what they are led to. */
export function toldOf(rule: Pick<NotificationRule, "subject">, event: ToldEvent): Told {
  const { type } = event.subject;
  const about = nounOf(type)?.about === undefined ? [] : [String(event.data.subject_type)];
  return { nouns: [...new Set([type, ...about, rule.subject(event).type])], scopeId: event.scopeId };
}

function sees({ permissions, scope }: Recipient, name: string, { scopeId }: Told): boolean {
  const noun = nounOf(name);
  if (noun === undefined || !permissions.has(noun.read)) return false;
  if (scope === "all" || noun.belongs === "shared") return true;
  return noun.belongs !== "hidden" && scopeId !== null && scope.includes(scopeId);
}

function nounOf(name: string): Resource | undefined {
  return declaredNouns().find((noun) => noun.name === name);
}
