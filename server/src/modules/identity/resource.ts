import { roleField } from "#modules/organizations";
import { defineResource, identifierList, one, reference, text, textList, time } from "#platform/resource";

/** A key as it is listed: never the secret, which is shown once when the key is made. */
export const apiKey = defineResource({
  name: "api_key",
  path: "api_keys",
  table: "api_keys",
  whileOverloaded: true,
  describe: "A credential for programs. The key itself is shown once, when it is made.",
  read: "api_keys:read",
  belongs: "hidden",
  fields: {
    name: text({ describe: "What the key is for.", example: "Web shop" }),
    prefix: text({
      describe: "How the key begins, to recognize it by.",
      example: "plk_7Qm2",
      readOnly: true,
    }),
    role: roleField({
      describe: "The role whose permissions the key has.",
      default: "integration",
      example: "integration",
    }),
    scopes: textList({
      describe: "Only these permissions of the role; null is all of them.",
      example: ["orders:read", "orders:place"],
      optional: true,
    }),
    customer_scope: identifierList({
      describe: "The only customers that the key sees; null is all of them. Required for the role buyer.",
      example: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
      optional: true,
    }),
    service_account_id: reference("service_account", {
      describe: "The service account whose key it is; null is a member's or the organization's own.",
      optional: true,
    }),
    user_id: reference("member", {
      describe:
        "The member whose key it is: it never holds more than they do and ends with their membership; null is a service account's or the organization's own.",
      optional: true,
      readOnly: true,
    }),
    allowed_ranges: textList({
      describe: "The only addresses that it may be used from, as CIDR ranges; null is anywhere.",
      example: ["192.0.2.0/24", "2001:db8::/32"],
      optional: true,
      max: 50,
    }),
    api_version: text({
      describe: "The version of the API that the key was made for.",
      example: "2026-11-01",
      readOnly: true,
    }),
    expires_at: time({ describe: "When the key stops working; null is never.", optional: true }),
    previous_expires_at: time({
      describe: "Until when the secret before the last rotation is still good; null when there is none.",
      optional: true,
      readOnly: true,
    }),
    rotated_at: time({
      describe: "When the secret was replaced last; null is never.",
      optional: true,
      readOnly: true,
    }),
    last_used_at: time({
      describe: "When it was used last, to about a minute; null is never.",
      optional: true,
      readOnly: true,
    }),
    revoked_at: time({ describe: "When the key was revoked.", optional: true, readOnly: true }),
    created_by: text({
      describe: "The actor that made the key.",
      example: "system:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
      readOnly: true,
    }),
  },
  relations: {
    service_account: one("service_account", {
      by: "service_account_id",
      describe: "The service account whose key it is.",
    }),
    user: one("member", { by: "user_id", describe: "The member whose key it is." }),
  },
  filter: ["service_account_id"],
  sort: ["created_at"],
});
