import Type from "typebox";
import { authorize } from "#platform/access";
import { checkVersion, defineAction } from "#platform/action";
import { changesBetween, noteChanges } from "#platform/audit";
import { isForeignKeyFault } from "#platform/db";
import { notFound, stillReferenced } from "#platform/errors";
import { serviceAccountDeleted } from "../events.ts";
import { mayTake } from "../policy.ts";
import { roleNamed } from "../role.queries.ts";
import { deleteServiceAccountRow, lockServiceAccount } from "../service-account.queries.ts";
import { withdrawInvitations } from "./withdraw-invitations.ts";

/** Remove a service account that has no keys. One that had any stays, because the trail names it. */
export const deleteServiceAccount = defineAction({
  name: "service_accounts.delete",
  door: "DELETE /v1/service_accounts/{id}",
  permission: "service_accounts:write",
  describe:
    "Remove a service account. Refused with 409 while it has keys, also revoked ones: disable it instead.",
  input: Type.Object({}, { additionalProperties: false }),
  wholeOrganization: true,
  status: 204,
  subject: "service_account",
  fails: [stillReferenced],
  async run(context, tx, { id, ifMatch }) {
    const found = await lockServiceAccount(tx, id);
    if (found === undefined) throw notFound("There is no service account with this id.");
    authorize(mayTake(context, await roleNamed(tx, found.role)));
    checkVersion(found.version, ifMatch);

    await withdrawInvitations(context, tx, { actor: `service_account:${id}` }, undefined);
    await deleteServiceAccountRow(tx, id).catch((error: unknown) => {
      throw isForeignKeyFault(error) ? hasKeys(error) : error;
    });
    const { name, description, role } = found;
    noteChanges(
      tx,
      id,
      changesBetween({ name, description, role }, { name: null, description: null, role: null }, new Set()),
      found.version,
    );
    serviceAccountDeleted.emit(tx, context, { id, version: found.version }, {});
    return { answer: {}, id };
  },
});

function hasKeys(cause: unknown) {
  return stillReferenced("The service account has keys, which stay in the trail: disable it instead.", {
    cause,
  });
}
