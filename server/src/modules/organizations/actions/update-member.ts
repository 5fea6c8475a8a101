import Type from "typebox";
import { authorize } from "#platform/access";
import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { invalidState, notFound } from "#platform/errors";
import { lastOwner } from "../errors.ts";
import { memberRoleChanged } from "../events.ts";
import { lockWithOwners, writeRole } from "../member.queries.ts";
import { member } from "../member.resource.ts";
import { mayGiveForGood, mayTake } from "../policy.ts";
import { roleNamed, roleToGive } from "../role.queries.ts";
import { RoleName } from "../role.ts";
import { loseHold, requireAnotherOwner } from "./lose-hold.ts";

const UpdateMember = Type.Object(
  {
    role: Type.Optional(RoleName("What they may do.")),
  },
  { additionalProperties: false },
);

/** Give a member another role. It holds within a second, also for sessions and keys that they have. */
export const updateMember = defineAction({
  name: "members.update",
  door: "PATCH /v1/members/{id}",
  permission: "members:write",
  stepUp: true,
  allows: "Give members other roles, and remove members.",
  describe:
    "Give a member another role. You must hold all that the role before and the role after allow; what belongs to owners is for owners. It holds within a second, also for their sessions and keys.",
  input: UpdateMember,
  output: member,
  fails: [invalidState, lastOwner],
  ifMatch: "required",
  async run(context, tx, { id, ifMatch, role }) {
    const { member: found, otherOwners } = await lockWithOwners(tx, id);
    if (found === undefined) throw notFound("There is no member with this id.");
    authorize(mayTake(context, await roleNamed(tx, found.role)));
    checkVersion(found.version, ifMatch);
    if (found.ended_at !== null) throw invalidState("The member has left: invite them again.");
    if (role === undefined || role === found.role) return id;
    const given = await roleToGive(tx, role, "member");
    authorize(mayGiveForGood(context, given));
    requireAnotherOwner(found.role, otherOwners);

    await writeRole(tx, id, role);
    await loseHold(context, tx, id, given);
    noteChanges(tx, id, { role: { before: found.role, after: role } });
    memberRoleChanged.emit(tx, context, { id, version: found.version + 1 }, { role });
    return id;
  },
});
