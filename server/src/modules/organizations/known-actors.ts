/** What can be given to whom so that they may do something: staff, those who buy, and programs. */
import Type from "typebox";
import { type Actor, type ActorKind, wholeOrganization } from "#platform/access";
import { defineGrant, type Grant } from "#platform/errors";

const customer = Type.String({
  format: "uuid",
  description: "A customer.",
  examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
});

const assignment = defineGrant(
  "customer_assignment",
  Type.Object({ customer_id: customer }, { description: "A customer that the member is to be assigned." }),
);
const keyScope = defineGrant(
  "customer_scope",
  Type.Array(customer, { description: "Customers that the key is to see as well." }),
);

type Known = Pick<Actor, "kind">;

/** Whoever acts for an organization, as `kind:id` names them. */
export const actorKinds: readonly ActorKind[] = ["member", "buyer", "api_key", "service_account"];

export function isHuman({ kind }: Known): boolean {
  return kind === "member" || kind === "buyer";
}

/** Buyers have one role, which nobody changes. */
export function mayHoldMore({ kind }: Known): boolean {
  return kind !== "buyer";
}

/** Null for buyers, who never see more than their own company. */
export function toSeeAll({ kind }: Known): Grant | null {
  return kind === "buyer" ? null : wholeOrganization;
}

/** Members are assigned customers, keys name theirs. Null for buyers, who see their own and never another. */
export function toSee({ kind }: Known, customerId: string): Grant | null {
  if (kind === "buyer") return null;
  return kind === "member" ? { [assignment]: { customer_id: customerId } } : { [keyScope]: [customerId] };
}
