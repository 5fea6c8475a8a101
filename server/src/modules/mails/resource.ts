import { defineResource, one, oneOf, reference, text, time } from "#platform/resource";
import { mailStates } from "./mail.ts";

export const mail = defineResource({
  name: "mail",
  path: "mails",
  table: "mails",
  describe:
    "A mail to a customer about an order: to whom, when it left, and what became of it. What it said is forgotten when it has left.",
  read: "mails:read",
  belongs: "hidden",
  fields: {
    kind: text({ describe: "What kind of mail it is.", example: "order_confirmation", readOnly: true }),
    status: oneOf(mailStates, {
      describe:
        "`queued`: it waits to leave, or is tried again. `sent`: it was taken by whoever carries mails. `bounced`: it came back. `complained`: its reader called it unwanted. `failed`: it did not leave, and nobody tries any more.",
      readOnly: true,
    }),
    subject_type: text({ describe: "What it is about: a noun.", example: "order", readOnly: true }),
    subject_id: reference("order", { describe: "The order that it is about.", readOnly: true }),
    customer_id: reference("customer", { describe: "The company that it is written to.", readOnly: true }),
    contact_id: reference("contact", {
      describe: "The person there; null where they are no contact, or no more.",
      optional: true,
      readOnly: true,
    }),
    recipient: text({
      max: 254,
      describe: "The address that it goes to; null where there was nobody to write to.",
      example: "maria.anders@example.com",
      optional: true,
      readOnly: true,
      personal: true,
    }),
    locale: text({ describe: "The language that it is written in.", example: "de-AT", readOnly: true }),
    resend_of: reference("mail", {
      describe: "The mail that was sent again with this one.",
      optional: true,
      readOnly: true,
    }),
    provider_id: text({
      describe: "How whoever carries mails calls it, where they have a name for it.",
      example: "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794",
      optional: true,
      readOnly: true,
    }),
    sent_at: time({ describe: "When it left.", optional: true, readOnly: true }),
    delivered_at: time({
      describe: "When the reader's server took it, where we are told.",
      optional: true,
      readOnly: true,
    }),
    delayed_at: time({
      describe: "When we were told first that their server does not take it yet.",
      optional: true,
      readOnly: true,
    }),
    bounced_at: time({ describe: "When it came back.", optional: true, readOnly: true }),
    complained_at: time({ describe: "When its reader called it unwanted.", optional: true, readOnly: true }),
    failed_at: time({ describe: "When nobody tried any more.", optional: true, readOnly: true }),
    failure_code: text({
      describe: "Why it failed, as a code.",
      example: "mail_refused",
      optional: true,
      readOnly: true,
    }),
  },
  relations: {
    order: one("order", { by: "subject_id", describe: "What it is about." }),
    customer: one("customer", { by: "customer_id", describe: "The company that it is written to." }),
    contact: one("contact", { by: "contact_id", describe: "The person there." }),
  },
  filter: ["subject_id", "customer_id", "status", "recipient", "created_at"],
  sort: ["created_at"],
});
