import Type from "typebox";
import { actFor, definePersonalAction, organizationSuspended } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { type PersonTx, sql, type Tx } from "#platform/db";
import { forbidden } from "#platform/errors";
import { hashToken, invalidToken } from "#platform/opaque-token";
import { alreadyMember } from "../errors.ts";
import { invitationAccepted, memberJoined } from "../events.ts";
import { type FoundInvitation, findInvitation, takeInvitation } from "../invitation.queries.ts";
import { joinedAs, type LockedMember, lockMembers, writeMember } from "../member.queries.ts";
import { mayStillGrant } from "../policy.ts";
import { forgetRemembered } from "../queries.ts";
import { roleNamed } from "../role.queries.ts";
import { lockServiceAccount } from "../service-account.queries.ts";

import { InvitationToken, unusable } from "./preview-invitation.ts";

/**
 * Accept an invitation: whoever owns the address becomes a member, once. Whoever asked must still be able to give
 * the role at this moment.
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
      description: "Where you are a member now.",
      examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
    }),
    name: Type.String({ description: "Its name.", examples: ["Muster Handels GmbH"] }),
    role: Type.String({ description: "What you are there.", examples: ["sales"] }),
  }),
  status: 200,
  subject: "invitation",
  fails: [invalidToken, alreadyMember, organizationSuspended],
  async prepare(_context, { token }, { lookUp }) {
    const hash = hashToken(token);
    return { hash, found: await findInvitation(lookUp, hash) };
  },
  async run({ now, person }, tx, _input, { hash, found }) {
    if (found === undefined || found.expires_at <= now) throw unusable();
    const self = await holdSelf(tx, person.userId);
    if (self.email !== found.email)
      throw forbidden(`The invitation went to ${found.email}: log in with that address to accept it.`);
    if (found.suspended_because !== null) throw organizationSuspended(found.suspended_because);
    const { organization_id, organization_name: name, role } = found;

    await actFor(
      tx,
      organization_id,
      async (inside) => {
        // members before invitations, as everywhere: whoever removes the inviter waits, or this does
        const members = await lockMembers(inside, [self.id, found.responsible_user_id ?? self.id]);
        if (!(await stillInvited(inside, found, members))) throw noLongerGiven();
        if (members.some(({ id, ended_at }) => id === self.id && ended_at === null))
          throw alreadyMember(`You are a member of ${name} already.`);
        const taken = await takeInvitation(inside, {
          id: found.id,
          hash,
          email: self.email,
          userId: self.id,
        });
        if (taken === undefined) throw unusable();
        const joined = await writeMember(inside, { ...self, role });
        const before = members.find(({ id }) => id === self.id);
        noteChanges(inside, self.id, joinedAs({ ...self, role }, before));
        tellOfJoining(inside, { ...found, taken, joined, memberId: self.id });
        return { taken, joined };
      },
      ({ taken, joined }) => [
        { action: "invitations.accept", subject: { type: "invitation", id: found.id, version: taken } },
        { action: "invitations.accept", subject: { type: "member", id: self.id, version: joined } },
      ],
    );
    return { answer: { organization_id, name, role }, id: found.id };
  },
});

type Self = { id: string; email: string; name: string };

/** The person as they are at this moment: an address that is being changed is waited for. */
async function holdSelf(tx: PersonTx, userId: string): Promise<Self> {
  const [self] = await tx.query<Self>(sql`select id, email, name from users where id = ${userId} for share`);
  if (self === undefined) throw new Error("a person without an account");
  return self;
}

/** An organization's own key and the operator have no role that could be taken from them meanwhile. */
async function stillInvited(
  tx: Tx,
  { invited_by, responsible_user_id, role }: FoundInvitation,
  members: LockedMember[],
): Promise<boolean> {
  const asked = await roleNamed(tx, role);
  const mayGive = async (inviter: string | undefined) =>
    inviter !== undefined && mayStillGrant(await roleNamed(tx, inviter), asked).allowed;
  if (responsible_user_id !== null)
    return await mayGive(
      members.find(({ id, ended_at }) => id === responsible_user_id && ended_at === null)?.role,
    );
  const [kind, id = ""] = invited_by.split(":");
  if (kind !== "service_account") return true;
  const account = await lockServiceAccount(tx, id);
  return await mayGive(account?.disabled_at === null ? account.role : undefined);
}

const noLongerGiven = () =>
  invalidToken("Whoever invited you may no longer give this role. Ask for a new invitation.");

type Joined = { id: string; role: string; taken: number; joined: number; memberId: string };

function tellOfJoining(tx: Tx, { id, role, taken, joined, memberId }: Joined): void {
  forgetRemembered(tx, [memberId]);
  noteChanges(tx, id, {
    accepted_at: { before: null, after: tx.context.now.toISOString() },
    accepted_by: { before: null, after: memberId },
  });
  invitationAccepted.emit(tx, tx.context, { id, version: taken }, { member_id: memberId });
  memberJoined.emit(tx, tx.context, { id: memberId, version: joined }, { role });
}
