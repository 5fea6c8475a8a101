import Type from "typebox";
import { authorize } from "#platform/access";
import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { invalidState, notFound } from "#platform/errors";
import { lastOwner } from "../errors.ts";
import { memberRemoved } from "../events.ts";
import { endMembership, lockWithOwners } from "../member.queries.ts";
import { member } from "../member.resource.ts";
import { mayTake } from "../policy.ts";
import { roleNamed } from "../role.queries.ts";
import { endHold, type Leaver, requireAnotherOwner } from "./lose-hold.ts";

/**
 * End a membership. Who left stays listed, because documents and the trail name them.
 * @param leavers what ends with it
 */
export const removeMemberWith = (leavers: Leaver[]) =>
  defineAction({
    name: "members.remove",
    door: "POST /v1/members/{id}/remove",
    permission: "members:write",
    stepUp: true,
    describe:
      "End a membership: within a second the person and the keys they own can do nothing here any more, and the invitations that they made are void. They stay listed.",
    whileSuspended: true,
    input: Type.Object({}, { additionalProperties: false }),
    output: member,
    fails: [invalidState, lastOwner],
    async run(context, tx, { id, ifMatch }) {
      const { member: found, otherOwners } = await lockWithOwners(tx, id);
      if (found === undefined) throw notFound("There is no member with this id.");
      authorize(mayTake(context, await roleNamed(tx, found.role)));
      checkVersion(found.version, ifMatch);
      if (found.ended_at !== null) throw invalidState("The member has left already.");
      requireAnotherOwner(found.role, otherOwners);

      await endMembership(tx, id);
      await endHold(leavers, context, tx, id);
      noteChanges(tx, id, { ended_at: { before: null, after: context.now.toISOString() } });
      memberRemoved.emit(tx, context, { id, version: found.version + 1 }, {});
      return id;
    },
  });
