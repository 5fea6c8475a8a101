import Type from "typebox";
import { listContacts } from "#modules/customers";
import { authorize, type Context, may } from "#platform/access";
import { checkVersion, defineAction } from "#platform/action";
import type { Tx } from "#platform/db";
import { invalidState, notFound } from "#platform/errors";
import { hasBuyer } from "../buyer.queries.ts";
import { addressOf } from "../contact-address.ts";
import { limitReached } from "../errors.ts";
import { isThere } from "../held-role.ts";
import { type LockedInvitation, lockInvitation, lockStanding } from "../invitation.queries.ts";
import { invitation } from "../invitation.resource.ts";
import { mayGiveForGood, mayGiveWhatStays } from "../policy.ts";
import { roleNamed } from "../role.queries.ts";
import { requireMailsLeft, sendAgain } from "./send-invitation.ts";

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
    const customer = await customerOf(context, tx, found);
    const standing = await lockStanding(tx, found.email);
    requireMailsLeft(standing);

    await sendAgain(context, tx, means, found, { organization: standing.name, customer });
    return id;
  },
});

/** Whom a contact would buy for, which their mail says; whoever answers for it now must be able to invite contacts. */
async function customerOf(
  context: Context,
  tx: Tx,
  { role, contact_id, email }: LockedInvitation,
): Promise<string | undefined> {
  if (role !== "buyer") return undefined;
  authorize(may(context, "contacts:invite"));
  if (contact_id !== null && (await hasBuyer(tx, contact_id)))
    throw invalidState("The contact is a buyer already.");
  const [contact] = contact_id === null ? [] : await listContacts(tx, [contact_id]);
  if (contact === undefined) throw invalidState("The contact is there no more: revoke the invitation.");
  if (addressOf(contact) !== email)
    throw invalidState(
      "The contact has another address by now: invite them again with `POST /v1/contacts/{id}/invite`, which takes this invitation back.",
    );
  return contact.customer_name;
}
