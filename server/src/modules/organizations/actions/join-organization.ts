/** Joining by an invitation: as a member, or as the buyer that a contact is from now on. */
import { type KnownContact, lockContact } from "#modules/customers";
import { noteChanges } from "#platform/audit";
import type { Tx } from "#platform/db";
import { invalidToken } from "#platform/opaque-token";
import {
  hasBuyer,
  type JoiningBuyer,
  joinedAsBuyer,
  type LockedBuyer,
  lockBuyer,
  writeBuyer,
} from "../buyer.queries.ts";
import { addressOf } from "../contact-address.ts";
import { listAssigned } from "../customer-assignment.queries.ts";
import { alreadyMember } from "../errors.ts";
import { buyerJoined, invitationAccepted, memberJoined } from "../events.ts";
import { isThere } from "../held-role.ts";
import { type FoundInvitation, takeInvitation } from "../invitation.queries.ts";
import {
  type Joining as JoiningMember,
  joinedAs,
  type LockedMember,
  lockMembers,
  writeMember,
} from "../member.queries.ts";
import { mayStillGrant, mayStillInvite } from "../policy.ts";
import { forgetRemembered } from "../queries.ts";
import { roleNamed } from "../role.queries.ts";
import { lockServiceAccount } from "../service-account.queries.ts";
import { unusable } from "./preview-invitation.ts";

export type Self = { id: string; email: string; name: string };

export type Joining = FoundInvitation & { hash: Buffer; self: Self; kind: "member" | "buyer" };

/**
 * @returns the versions of the invitation and of what the person is now
 * @throws 409 for who belongs there already; 422 when the invitation is not good any more
 */
export async function join(tx: Tx, joining: Joining): Promise<{ taken: number; joined: number }> {
  const { id, hash, self, kind, organization_name: name } = joining;
  // members, contact, buyer, invitation, as everywhere: whoever removes the inviter waits, or this does
  const members = await lockMembers(tx, [self.id, joining.responsible_user_id ?? self.id]);
  const contact = await contactOf(tx, joining);
  if (!(await stillInvited(tx, joining, members, contact))) throw noLongerGiven();
  const was = {
    member: members.find((member) => member.id === self.id),
    buyer: await lockBuyer(tx, self.id),
  };
  for (const [hat, worn] of Object.entries(was))
    if (worn?.ended_at === null) throw alreadyMember(`You are a ${hat} of ${name} already.`);
  const taken = await takeInvitation(tx, { id, hash, email: self.email, userId: self.id });
  if (taken === undefined) throw unusable();

  const joined =
    contact === undefined
      ? await joinAsMember(tx, { ...self, role: joining.role }, was.member)
      : await joinAsBuyer(tx, { ...self, contactId: contact.id, customerId: contact.customer_id }, was.buyer);
  forgetRemembered(tx, [self.id]);
  noteChanges(tx, id, {
    accepted_at: { before: null, after: tx.context.now.toISOString() },
    accepted_by: { before: null, after: self.id },
  });
  const who = kind === "buyer" ? { buyer_id: self.id } : { member_id: self.id };
  invitationAccepted.emit(tx, tx.context, { id, version: taken }, who);
  return { taken, joined };
}

/**
 * Whom a buyer would be, held; undefined for members.
 * @throws 422 when the contact is gone, has another address than the mail went to, or somebody is it already
 */
async function contactOf(tx: Tx, { kind, contact_id, email }: Joining): Promise<KnownContact | undefined> {
  if (kind === "member") return undefined;
  const contact = contact_id === null ? undefined : await lockContact(tx, contact_id);
  if (contact === undefined || addressOf(contact) !== email || (await hasBuyer(tx, contact.id)))
    throw unusable();
  return contact;
}

/** An organization's own key and the operator have no role that could be taken from them meanwhile. */
async function stillInvited(
  tx: Tx,
  { invited_by, responsible_user_id, role }: FoundInvitation,
  members: LockedMember[],
  contact: KnownContact | undefined,
): Promise<boolean> {
  const asked = await roleNamed(tx, role);
  // a name that stands for nothing now could stand for anything later
  if (!isThere(asked)) return false;
  const mayGive = async (inviter: string | undefined) => {
    if (inviter === undefined) return false;
    const holds = await roleNamed(tx, inviter);
    const sentence =
      contact === undefined
        ? mayStillGrant(holds, asked)
        : mayStillInvite(holds, await isAssigned(tx, responsible_user_id, contact.customer_id));
    return sentence.allowed;
  };
  if (responsible_user_id !== null)
    return await mayGive(
      members.find(({ id, ended_at }) => id === responsible_user_id && ended_at === null)?.role,
    );
  const [kind, id = ""] = invited_by.split(":");
  if (kind !== "service_account") return true;
  const account = await lockServiceAccount(tx, id);
  return await mayGive(account?.disabled_at === null ? account.role : undefined);
}

async function isAssigned(tx: Tx, memberId: string | null, customerId: string): Promise<boolean> {
  return memberId !== null && (await listAssigned(tx, [memberId], [customerId])).length === 1;
}

const noLongerGiven = () =>
  invalidToken("Whoever invited you may no longer give this role. Ask for a new invitation.");

async function joinAsMember(
  tx: Tx,
  joining: JoiningMember,
  before: LockedMember | undefined,
): Promise<number> {
  const { id, role } = joining;
  const version = await writeMember(tx, joining);
  noteChanges(tx, id, joinedAs(joining, before));
  memberJoined.emit(tx, tx.context, { id, version }, { role });
  return version;
}

async function joinAsBuyer(tx: Tx, joining: JoiningBuyer, before: LockedBuyer | undefined): Promise<number> {
  const { id, contactId, customerId } = joining;
  const version = await writeBuyer(tx, joining);
  noteChanges(tx, id, joinedAsBuyer(joining, before));
  buyerJoined.emit(tx, tx.context, { id, version }, { contact_id: contactId, customer_id: customerId });
  return version;
}
