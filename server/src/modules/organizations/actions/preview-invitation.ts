import Type from "typebox";
import { definePublicAction, refuse } from "#platform/action";
import { hashToken, invalidToken } from "#platform/opaque-token";
import { findInvitation } from "../invitation.queries.ts";

/** Who asks, and for what: what the link of the mail shows before anybody has logged in. */
export const previewInvitation = definePublicAction({
  name: "invitations.preview",
  title: "Look at an invitation",
  door: "POST /v1/invitations/preview",
  because: "the token of the mail is the proof, and whoever has it may have no account yet",
  describe: "What the link of an invitation is about, before logging in or registering. Changes nothing.",
  input: Type.Object({ token: InvitationToken() }, { additionalProperties: false }),
  output: Type.Object({
    organization_name: Type.String({ description: "Who asks.", examples: ["Muster Handels GmbH"] }),
    email: Type.String({
      description: "Who is asked: log in or register with this address.",
      examples: ["ada@example.com"],
    }),
    role: Type.String({
      description: "What they will be: a member's role, or `buyer`, who orders for their own company.",
      examples: ["sales"],
    }),
    expires_at: Type.String({
      format: "date-time",
      description: "Until when the link is good.",
      examples: ["2026-11-28T08:10:04.819Z"],
    }),
  }),
  status: 200,
  subject: "invitation",
  fails: [invalidToken],
  prepare: async (_context, { token }, { lookUp }) => await findInvitation(lookUp, hashToken(token)),
  async run({ now }, _tx, _input, found) {
    if (found === undefined || found.expires_at <= now) return refuse(unusable());
    const { organization_name, email, role, expires_at } = found;
    return { answer: { organization_name, email, role, expires_at: expires_at.toISOString() } };
  },
});

export function InvitationToken() {
  return Type.String({
    minLength: 1,
    maxLength: 200,
    description: "The token of the link in the mail.",
    examples: ["pli_5cVnU2…"],
  });
}

export const unusable = () =>
  invalidToken("This invitation is unknown, was used, taken back, or has run out. Ask for a new one.");
