import { defineResource, identifier, one, reference, text, time } from "#platform/resource";
import { roleField } from "./role.ts";

/** Somebody who is asked to join. The link is in the mail, and nowhere else. */
export const invitation = defineResource({
  name: "invitation",
  path: "invitations",
  table: "invitations",
  describe:
    "Somebody who is asked to join your company. The link to accept is in the mail to them, and nowhere else.",
  read: "invitations:read",
  belongs: "hidden",
  fields: {
    email: text({
      describe: "Who is asked: only the owner of this address can accept.",
      example: "ada@example.com",
      personal: true,
    }),
    role: roleField({ describe: "What they will be.", example: "sales" }),
    contact_id: reference("contact", {
      describe: "The contact who is asked to buy; null for those who are asked to work for you.",
      optional: true,
      readOnly: true,
    }),
    invited_by: text({
      describe: "The actor who asks.",
      example: "member:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
      readOnly: true,
    }),
    sent_at: time({ describe: "When the mail was sent last.", readOnly: true }),
    expires_at: time({
      describe: "Until when the link is good.",
      example: "2026-11-28T08:10:04.819123Z",
      readOnly: true,
    }),
    accepted_at: time({ describe: "When they joined.", optional: true, readOnly: true }),
    accepted_by: identifier({
      describe: "Who joined: the id of the member or the buyer, which is the user's own.",
      example: null,
      optional: true,
      readOnly: true,
    }),
    revoked_at: time({ describe: "When it was taken back.", optional: true, readOnly: true }),
  },
  relations: {
    contact: one("contact", { by: "contact_id", describe: "The contact who is asked to buy." }),
  },
  filter: ["email", "contact_id"],
  sort: ["created_at"],
});
