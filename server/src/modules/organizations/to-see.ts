/** What would have to be given to somebody who is limited to some customers, so that they see another one as well. */
import Type from "typebox";
import type { Context } from "#platform/access";
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

/** Members are assigned customers, keys name theirs. Null for buyers, who see their own and never another. */
export function toSee({ actor }: Pick<Context, "actor">, customerId: string): Grant | null {
  if (actor.kind === "buyer") return null;
  return actor.kind === "member"
    ? { [assignment]: { customer_id: customerId } }
    : { [keyScope]: [customerId] };
}
