import { defineResource, text, time } from "#platform/resource";
import { roleField } from "./role.ts";

/** A person at work for the organization. Who left stays listed, because documents and the trail name them. */
export const member = defineResource({
  name: "member",
  path: "members",
  table: "members",
  whileOverloaded: true,
  describe: "A person who works for your company here. Its id is the user's own, in every organization.",
  read: "members:read",
  belongs: "hidden",
  fields: {
    name: text({
      describe: "What they call themselves.",
      example: "Ada Lovelace",
      readOnly: true,
      personal: true,
    }),
    email: text({
      max: 254,
      describe: "Their address.",
      example: "ada@example.com",
      readOnly: true,
      personal: true,
    }),
    role: roleField({ describe: "What they may do.", example: "sales" }),
    ended_at: time({ describe: "When they left; null while they are here.", optional: true, readOnly: true }),
  },
  filter: ["role", "ended_at"],
  sort: ["created_at", "name"],
});
