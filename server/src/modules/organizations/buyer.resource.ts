import { defineResource, one, reference, text, time } from "#platform/resource";

/** A contact who can log in: sees and orders for their own company only. */
export const buyer = defineResource({
  name: "buyer",
  path: "buyers",
  table: "buyers",
  whileOverloaded: true,
  describe:
    "A contact who can log in and order for their company. They see what belongs to their own customer, and nothing of the others. Its id is the user's own.",
  read: "buyers:read",
  belongs: { scope: "customer_id" },
  fields: {
    contact_id: reference("contact", { describe: "The contact that they are.", readOnly: true }),
    customer_id: reference("customer", { describe: "The company that they buy for.", readOnly: true }),
    name: text({
      describe: "What they call themselves.",
      example: "Maria Anders",
      readOnly: true,
      personal: true,
    }),
    email: text({
      max: 254,
      describe: "The address that they log in with; the contact's own is kept apart from it.",
      example: "maria.anders@example.com",
      readOnly: true,
      personal: true,
    }),
    ended_at: time({
      describe: "When they could no longer act for the company; null while they can.",
      optional: true,
      readOnly: true,
    }),
  },
  relations: {
    contact: one("contact", { by: "contact_id", describe: "The contact that they are." }),
    customer: one("customer", { by: "customer_id", describe: "The company that they buy for." }),
  },
  filter: ["customer_id", "contact_id", "ended_at"],
  sort: ["created_at", "name"],
});
