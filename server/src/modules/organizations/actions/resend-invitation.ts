import Type from "typebox";
import { listContacts } from "#modules/customers";
import { actorText, authorize, type Context, may } from "#platform/access";
import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import type { Tx } from "#platform/db";
import { invalidState, notFound } from "#platform/errors";
import { hasBuyer } from "../buyer.queries.ts";
import { limitReached } from "../errors.ts";
import { invitationResent } from "../events.ts";
import { isThere } from "../held-role.ts";
import { lockInvitation, lockStanding, writeResent } from "../invitation.queries.ts";
import { invitation } from "../invitation.resource.ts";
import { mayGiveForGood, mayGiveWhatStays } from "../policy.ts";
import { roleNamed } from "../role.queries.ts";
import { newLink, requireMailsLeft, sendInvitation } from "./send-invitation.ts";

/** Send the mail of an invitation again, also when it had run out. The link of the mail before is void. */
export const resendInvitation = defineAction({
  name: "invitations.resend",
  title: "Send an invitation again",
  door: "POST /v1/invitations/{id}/resend",
  permission: "invitations:write",
  stepUp: true,
  describe:
    "Send the mail again, with a new link that is good for 7 days; the link before is void. Whoever sends it answers for it from now on.",
  input: Type.Object({}, { additionalProperties: false }),
  output: invitation,
  fails: [invalidState, limitReached],
  policy: mayGiveWhatStays,
  prepare: async (_context, _input, { keyRing, publicUrl }) => ({ keyRing, publicUrl }),
  async run(context, tx, { id, ifMatch }, means) {
    const found = await lockInvitation(tx, id);
    if (found === undefined) throw notFound("There is no invitation with this id.");
    const asked = await roleNamed(tx, found.role);
    authorize(mayGiveForGood(context, asked));
    checkVersion(found.version, ifMatch);
    if (found.accepted_at !== null) throw invalidState("The invitation was accepted already.");
    if (found.revoked_at !== null) throw invalidState("The invitation was revoked: make a new one.");
    if (!isThere(asked))
      throw invalidState("The role is there no more: revoke the invitation, make a new one.");
    const customer = await customerOf(context, tx, found.contact_id);
    const { email, role, version, invited_by } = found;
    const standing = await lockStanding(tx, email);
    requireMailsLeft(standing);

    const { token, hash, expiresAt } = newLink(context);
    const { responsibleUserId, person } = context;
    await writeResent(tx, { id, hash, responsibleUserId, sessionId: person?.sessionId ?? null, expiresAt });
    sendInvitation(context, tx, means, { to: email, organization: standing.name, role, token, ...customer });
    noteChanges(tx, id, {
      sent_at: { before: found.sent_at, after: context.now },
      expires_at: { before: found.expires_at, after: expiresAt },
      ...(invited_by === actorText(context.actor) ? {} : { invited_by: { before: invited_by } }),
    });
    invitationResent.emit(tx, context, { id, version: version + 1 }, {});
    return id;
  },
});

/** What the mail to a contact says besides; whoever answers for it from now on must be able to invite contacts. */
async function customerOf(
  context: Context,
  tx: Tx,
  contactId: string | null,
): Promise<{ customer: string } | undefined> {
  if (contactId === null) return undefined;
  authorize(may(context, "contacts:invite"));
  if (await hasBuyer(tx, contactId)) throw invalidState("The contact is a buyer already.");
  const [contact] = await listContacts(tx, [contactId]);
  if (contact === undefined) throw invalidState("The contact is there no more: revoke the invitation.");
  return { customer: contact.customer_name };
}
