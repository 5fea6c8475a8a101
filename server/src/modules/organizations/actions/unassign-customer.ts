import Type from "typebox";
import { authorize } from "#platform/access";
import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { notFound } from "#platform/errors";
import { deleteAssignment, findAssignment } from "../customer-assignment.queries.ts";
import { customerUnassigned } from "../events.ts";
import { lockMembers } from "../member.queries.ts";
import { mayTake } from "../policy.ts";
import { roleNamed } from "../role.queries.ts";
import { loseHold } from "./lose-hold.ts";

/** Take a customer from a member: if their role sees assigned customers only, it is out of their sight within a second. */
export const unassignCustomer = defineAction({
  name: "customer_assignments.delete",
  title: "Take a customer from a member",
  door: "DELETE /v1/customer_assignments/{id}",
  permission: "members:write",
  whileSuspended: true,
  describe:
    "Take a customer from a member. Members whose role has the scope `assigned` do not see it any more within a second, and invitations of theirs to its contacts are void.",
  input: Type.Object({}, { additionalProperties: false }),
  wholeOrganization: true,
  status: 204,
  subject: "customer_assignment",
  async run(context, tx, { id, ifMatch }) {
    const found = await findAssignment(tx, id);
    if (found === undefined) throw noSuchAssignment();
    const { member_id, customer_id, version } = found;
    const [member] = await lockMembers(tx, [member_id]);
    const role = await roleNamed(tx, member?.role ?? "");
    authorize(mayTake(context, role));
    checkVersion(version, ifMatch);
    // a rival may have been faster, while this waited for the member
    if (!(await deleteAssignment(tx, id))) throw noSuchAssignment();

    await loseHold(context, tx, member_id, role);
    noteChanges(
      tx,
      id,
      { member_id: { before: member_id, after: null }, customer_id: { before: customer_id, after: null } },
      version,
    );
    customerUnassigned.emit(tx, context, { id, version }, { member_id, customer_id });
    return { answer: {}, id };
  },
});

const noSuchAssignment = () => notFound("There is no customer assignment with this id.");
