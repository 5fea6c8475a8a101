import Type from "typebox";
import { type KnownContact, lockContact } from "#modules/customers";
import { authorize, type Context } from "#platform/access";
import { checkVersion, defineAction, taken } from "#platform/action";
import { noteChanges, noteDeed, personal } from "#platform/audit";
import type { Tx } from "#platform/db";
import { alreadyExists, notFound } from "#platform/errors";
import { uuidv7 } from "#platform/uuid";
import { hasBuyer } from "../buyer.queries.ts";
import { addressOf } from "../contact-address.ts";
import { contactWithoutEmail, limitReached } from "../errors.ts";
import { invitationCreated } from "../events.ts";
import { fixedRole } from "../held-role.ts";
import { insertInvitation, isInvited, lockStanding, lockUnanswered } from "../invitation.queries.ts";
import { findBelonging } from "../member.queries.ts";
import { mayGiveForGood, mayGiveWhatStays } from "../policy.ts";
import {
  type Asked,
  type MailMeans,
  newLink,
  requireMailsLeft,
  requireRoom,
  sendAgain,
  sendInvitation,
} from "./send-invitation.ts";
import { takeBack } from "./withdraw-invitations.ts";

const uuid = (description: string) =>
  Type.String({ format: "uuid", description, examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"] });

const InvitedContact = Type.Object({
  invitation_id: uuid("Identifies the invitation, for those who may read and revoke it."),
  contact_id: uuid("Who is asked."),
  customer_id: uuid("The company that they would buy for."),
  email: Type.String({
    description: "Where the mail went: only the owner of this address can accept.",
    examples: ["maria.anders@example.com"],
  }),
  expires_at: Type.String({
    format: "date-time",
    description: "Until when the link is good.",
    examples: ["2026-11-28T08:10:04.819Z"],
  }),
});

/** Ask a contact to order for their company by themselves. The link is in the mail to them, and nowhere else. */
export const inviteContact = defineAction({
  name: "contacts.invite",
  title: "Invite a contact to buy",
  door: "POST /v1/contacts/{id}/invite",
  permission: "contacts:invite",
  stepUp: true,
  allows: "Invite contacts of customers to log in and order for their company.",
  describe:
    "Ask a contact to log in and order for their company. A mail with a link goes to the contact's address; it is good for 7 days, and only for the owner of that address. Whoever accepts is a buyer: they see what belongs to their company, and nothing else. Asked again, the mail goes again with a new link; an invitation to an address that is no longer the contact's is taken back.",
  input: Type.Object({}, { additionalProperties: false }),
  output: InvitedContact,
  subject: "contact",
  fails: [alreadyExists, contactWithoutEmail, limitReached],
  policy: mayGiveWhatStays,
  prepare: async (_context, _input, { keyRing, publicUrl }) => ({ keyRing, publicUrl }),
  async run(context, tx, { id, ifMatch }, means) {
    const contact = await lockContact(tx, id);
    if (contact === undefined) throw notFound("There is no contact with this id.");
    authorize(mayGiveForGood(context, fixedRole("buyer")));
    checkVersion(contact.version, ifMatch);
    const to = writable(contact);
    // invitations and members are hidden from whoever sees some customers only
    const { invitationId, expiresAt } = await tx.beyondScope(() => invite(context, tx, contact, to, means));
    return {
      answer: {
        invitation_id: invitationId,
        contact_id: id,
        customer_id: contact.customer_id,
        email: to,
        expires_at: expiresAt.toISOString(),
      },
      id,
    };
  },
});

function writable(contact: KnownContact): string {
  const address = addressOf(contact);
  if (address !== undefined) return address;
  throw contactWithoutEmail(
    contact.email === null
      ? "The contact has no e-mail address, and the invitation is a mail."
      : "The contact's e-mail address is not one that a mail can be sent to.",
  );
}

type Invited = { invitationId: string; expiresAt: Date };

/** To the address that the contact has now: whoever was asked at another one is asked no more. */
async function invite(
  context: Context,
  tx: Tx,
  contact: KnownContact,
  to: string,
  means: MailMeans,
): Promise<Invited> {
  const unanswered = await lockUnanswered(tx, contact.id);
  const again = unanswered.findLast(({ email }) => email === to);
  const others = unanswered.filter((one) => one !== again);
  await takeBack(context, tx, others);
  const standing = await lockStanding(tx, to);
  await refuseSecondHat(context, tx, contact.id, to);
  requireMailsLeft(standing);
  const asked = { organization: standing.name, customer: contact.customer_name };
  if (again === undefined) {
    requireRoom(standing);
    return await inviteAnew(context, tx, contact.id, means, { ...asked, to, role: "buyer" });
  }
  const subject = { type: "invitation", id: again.id, version: again.version + 1 };
  noteDeed(context, tx, { action: "contacts.invite", subject });
  return { invitationId: again.id, expiresAt: await sendAgain(context, tx, means, again, asked) };
}

async function inviteAnew(
  context: Context,
  tx: Tx,
  contactId: string,
  means: MailMeans,
  asked: Omit<Asked, "token">,
): Promise<Invited> {
  const invitationId = uuidv7();
  const { token, hash, expiresAt } = newLink(context);
  const { responsibleUserId } = context;
  const sessionId = context.person?.sessionId ?? null;
  await insertInvitation(tx, {
    ...{ id: invitationId, email: asked.to, role: asked.role, contactId },
    ...{ hash, responsibleUserId, sessionId, expiresAt },
  });
  sendInvitation(context, tx, means, { ...asked, token });

  const subject = { type: "invitation", id: invitationId, version: 1 };
  noteChanges(tx, invitationId, {
    email: personal(null, asked.to),
    role: { after: asked.role },
    contact_id: { after: contactId },
  });
  noteDeed(context, tx, { action: "contacts.invite", subject });
  invitationCreated.emit(tx, context, subject, { role: asked.role });
  return { invitationId, expiresAt };
}

/**
 * One person is one buyer or member here, and one contact is one buyer. Whoever sees some customers only is not told
 * who else uses an address: they learn of this contact, and the rest comes to light when the invitation is accepted.
 */
async function refuseSecondHat(context: Context, tx: Tx, contactId: string, to: string): Promise<void> {
  if (await hasBuyer(tx, contactId)) throw taken("email", "The contact is a buyer already.");
  if (context.scope !== "all") return;
  if (await isInvited(tx, to, contactId))
    throw taken(
      "email",
      "This address is invited already: send that invitation again, or revoke it first (`invitations:write`).",
    );
  const belonging = await findBelonging(tx, to);
  if (belonging !== undefined) throw taken("email", `A ${belonging} has this address already.`);
}
