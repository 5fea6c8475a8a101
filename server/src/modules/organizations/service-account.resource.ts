import { defineResource, text, time } from "#platform/resource";
import { roleField } from "./role.ts";

/** An actor that is no person: keys of a service account outlive whoever made them. */
export const serviceAccount = defineResource({
  name: "service_account",
  path: "service_accounts",
  table: "service_accounts",
  whileOverloaded: true,
  describe:
    "An actor that is no person, for programs that must go on when people leave. It owns API keys and never holds less or more than its role.",
  read: "service_accounts:read",
  belongs: "hidden",
  fields: {
    name: text({ describe: "What it is called in the trail.", example: "Web shop" }),
    description: text({
      describe: "What it is for, and who looks after it.",
      example: "Places the orders of the shop.",
      optional: true,
      max: 2_000,
    }),
    role: roleField({
      describe: "What it may do.",
      default: "integration",
      example: "integration",
    }),
    disabled_at: time({
      describe: "When its keys stopped working; null while they work.",
      optional: true,
      readOnly: true,
    }),
  },
  sort: ["created_at"],
  unique: ["name"],
});
