import { defineResource, one, reference } from "#platform/resource";

/** A customer that a member sees whose role sees assigned ones only. */
export const customerAssignment = defineResource({
  name: "customer_assignment",
  path: "customer_assignments",
  table: "customer_assignments",
  describe:
    "A customer that a member looks after. Members whose role has the scope `assigned` see the customers that they are assigned and what belongs to them, and no others; for everybody else it changes nothing.",
  read: "members:read",
  belongs: "hidden",
  fields: {
    member_id: reference("member", { describe: "Who looks after the customer." }),
    customer_id: reference("customer", { describe: "The customer." }),
  },
  relations: {
    member: one("member", { by: "member_id", describe: "Who looks after the customer." }),
    customer: one("customer", { by: "customer_id", describe: "The customer." }),
  },
  filter: ["member_id", "customer_id"],
  sort: ["created_at"],
});
