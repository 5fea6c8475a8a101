import Type from "typebox";
import { actFor, definePersonalAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import type { Tx } from "#platform/db";
import { notFound } from "#platform/errors";
import { forgetNotifications } from "#platform/notifications";
import { endBuyer, lockBuyer } from "../buyer.queries.ts";
import { lastOwner } from "../errors.ts";
import { buyerLeft, memberLeft } from "../events.ts";
import { endMembership, isMember, lockWithOwners } from "../member.queries.ts";
import { forgetRemembered, listMemberships } from "../queries.ts";
import { endHold, type Leaver, requireAnotherOwner } from "./lose-hold.ts";

/**
 * Leave an organization. Only an invitation brings somebody back.
 * @param leavers what ends with the membership
 */
export const leaveOrganizationWith = (leavers: Leaver[]) =>
  definePersonalAction({
    name: "organizations.leave",
    door: "POST /v1/organizations/{id}/leave",
    because: "everybody may leave where they belong",
    describe:
      "Leave an organization: your sessions and the keys you own can do nothing there any more, and the invitations that you made are void. The last owner cannot.",
    input: Type.Object({}, { additionalProperties: false }),
    status: 204,
    subject: "organization",
    fails: [notFound, lastOwner],
    async prepare({ person }, { id }, { lookUp }) {
      const memberships = await listMemberships(lookUp, person.userId);
      return memberships.find((one) => one.organization_id === id.toLowerCase())?.kind;
    },
    async run({ person }, tx, { id }, kind) {
      if (kind === undefined) throw noSuchOrganization();
      const { userId } = person;
      await actFor(
        tx,
        id,
        (inside) => (kind === "buyer" ? endOwn(inside, userId) : leave(inside, userId, leavers)),
        (version) => [{ action: "organizations.leave", subject: { type: kind, id: userId, version } }],
        kind,
      );
      return { answer: {}, id };
    },
  });

/** @returns the version of the membership that ended */
async function leave(tx: Tx, userId: string, leavers: Leaver[]): Promise<number> {
  // asked before anything is locked: a stranger does not keep the owners of others waiting
  if (!(await isMember(tx, userId))) throw noSuchOrganization();
  const { member, otherOwners } = await lockWithOwners(tx, userId);
  if (member === undefined || member.ended_at !== null) throw noSuchOrganization();
  requireAnotherOwner(member.role, otherOwners);

  await endMembership(tx, userId);
  await endHold(leavers, tx.context, tx, userId);
  noteChanges(tx, userId, { ended_at: { before: null, after: tx.context.now.toISOString() } });
  const version = member.version + 1;
  memberLeft.emit(tx, tx.context, { id: userId, version }, {});
  return version;
}

/** Nothing hangs on a buyer: they hold no keys and ask nobody. @returns the version of what ended */
async function endOwn(tx: Tx, userId: string): Promise<number> {
  const found = await lockBuyer(tx, userId);
  if (found === undefined || found.ended_at !== null) throw noSuchOrganization();
  await endBuyer(tx, userId);
  forgetRemembered(tx, [userId]);
  forgetNotifications(tx, userId);
  noteChanges(tx, userId, { ended_at: { before: null, after: tx.context.now.toISOString() } });
  const version = found.version + 1;
  buyerLeft.emit(tx, tx.context, { id: userId, version }, { customer_id: found.customer_id });
  return version;
}

const noSuchOrganization = () => notFound("There is no organization of yours with this id.");
