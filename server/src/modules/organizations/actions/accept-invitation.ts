import Type from "typebox";
import { actFor, definePersonalAction, suspended } from "#platform/action";
import { type PersonTx, sql } from "#platform/db";
import { forbidden } from "#platform/errors";
import { hashToken, invalidToken } from "#platform/opaque-token";
import { alreadyMember } from "../errors.ts";
import { findInvitation } from "../invitation.queries.ts";
import { join, type Self } from "./join-organization.ts";
import { InvitationToken, unusable } from "./preview-invitation.ts";

/**
 * Accept an invitation: whoever owns the address becomes a member, or the buyer that a contact is, once. Whoever asked
 * must still be able to ask at this moment.
 */
export const acceptInvitation = definePersonalAction({
  name: "invitations.accept",
  title: "Accept an invitation",
  door: "POST /v1/invitations/accept",
  because: "the token of the mail is the proof, together with the address that it went to",
  describe:
    "Join an organization with the token of the mail. You must be logged in with the address that the mail went to.",
  input: Type.Object({ token: InvitationToken() }, { additionalProperties: false }),
  output: Type.Object({
    organization_id: Type.String({
      format: "uuid",
      description: "Where you belong now.",
      examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
    }),
    name: Type.String({ description: "Its name.", examples: ["Muster Handels GmbH"] }),
    role: Type.String({
      description: "What you are there: a member's role, or `buyer`.",
      examples: ["sales"],
    }),
  }),
  status: 200,
  subject: "invitation",
  fails: [invalidToken, alreadyMember, suspended],
  async prepare(_context, { token }, { lookUp }) {
    const hash = hashToken(token);
    return { hash, found: await findInvitation(lookUp, hash) };
  },
  async run({ now, person }, tx, _input, { hash, found }) {
    if (found === undefined || found.expires_at <= now) throw unusable();
    const self = await holdSelf(tx, person.userId);
    if (self.email !== found.email)
      throw forbidden(`The invitation went to ${found.email}: log in with that address to accept it.`);
    if (found.suspended_because !== null) throw suspended(found.suspended_because);
    const { organization_id, organization_name: name, role } = found;
    const kind = role === "buyer" ? "buyer" : "member";

    await actFor(
      tx,
      organization_id,
      (inside) => join(inside, { ...found, hash, self, kind }),
      ({ taken, joined }) => [
        { action: "invitations.accept", subject: { type: "invitation", id: found.id, version: taken } },
        { action: "invitations.accept", subject: { type: kind, id: self.id, version: joined } },
      ],
      kind,
    );
    return { answer: { organization_id, name, role }, id: found.id };
  },
});

/** The person as they are at this moment: an address that is being changed is waited for. */
async function holdSelf(tx: PersonTx, userId: string): Promise<Self> {
  const [self] = await tx.query<Self>(
    sql`select id, email, name from users where id = ${userId} for no key update`,
  );
  if (self === undefined) throw new Error("a person without an account");
  return self;
}
