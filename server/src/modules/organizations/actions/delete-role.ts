import Type from "typebox";
import { authorize } from "#platform/access";
import { checkVersion, defineAction } from "#platform/action";
import { changesBetween, noteChanges } from "#platform/audit";
import { invalidState, notFound, stillReferenced } from "#platform/errors";
import { roleDeleted } from "../events.ts";
import { mayTake } from "../policy.ts";
import { countHolders, deleteRoleRow, lockRole } from "../role.queries.ts";
import { asHeld } from "./create-role.ts";
import { fixedStays } from "./update-role.ts";

/** Remove a role of the organization's own that nobody has. */
export const deleteRole = defineAction({
  name: "roles.delete",
  door: "DELETE /v1/roles/{id}",
  permission: "roles:write",
  stepUp: true,
  describe:
    "Remove a role of your own. Refused with 409 while a member, a service account or a key has it, or an invitation names it that was neither accepted nor revoked.",
  input: Type.Object({}, { additionalProperties: false }),
  wholeOrganization: true,
  status: 204,
  subject: "role",
  fails: [stillReferenced, invalidState],
  async run(context, tx, { id, ifMatch }) {
    const found = await lockRole(tx, id);
    if (found === undefined) throw notFound("There is no role with this id.");
    if (found.fixed) throw fixedStays();
    authorize(mayTake(context, asHeld(found)));
    checkVersion(found.version, ifMatch);
    const { members, invitations, service_accounts, api_keys } = await countHolders(tx, found.name);
    if (members + invitations + service_accounts + api_keys > 0)
      throw stillReferenced(
        `The role is held by ${members} members, ${invitations} invitations that were neither accepted nor revoked, ${service_accounts} service accounts and ${api_keys} keys: give them another, and revoke the invitations, first.`,
      );

    await deleteRoleRow(tx, id);
    const { name, description, permissions, scope, version } = found;
    const gone = { name: null, description: null, permissions: null, scope: null, fixed: null };
    const before = { name, description, permissions, scope, fixed: false };
    noteChanges(tx, id, changesBetween(before, gone, new Set()), version);
    roleDeleted.emit(tx, context, { id, version }, { name });
    return { answer: {}, id };
  },
});
