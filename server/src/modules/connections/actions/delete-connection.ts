import Type from "typebox";
import { checkVersion, defineAction } from "#platform/action";
import { type Changes, changesBetween, noteChanges } from "#platform/audit";
import { isForeignKeyFault } from "#platform/db";
import { notFound, stillReferenced } from "#platform/errors";
import { removeDestination } from "#platform/outbound";
import { connectionDeleted } from "../events.ts";
import { deleteConnection as deleteRow, type LockedConnection, lockConnection } from "../queries.ts";

/** Remove a connection that nothing refers to. One that was used is paused instead: its history names it. */
export const deleteConnection = defineAction({
  name: "connections.delete",
  door: "DELETE /v1/connections/{id}",
  permission: "connections:write",
  describe:
    "Remove a connection with its credentials. Refused with 409 while other objects refer to it: pause it then.",
  input: Type.Object({}, { additionalProperties: false }),
  status: 204,
  subject: "connection",
  wholeOrganization: true,
  fails: [stillReferenced],
  async run(context, tx, { id, ifMatch }) {
    const found = await lockConnection(tx, id);
    if (found === undefined) throw notFound("There is no connection with this id.");
    const { version, connector } = found;
    checkVersion(version, ifMatch);
    await deleteRow(tx, id).catch((error: unknown) => {
      if (!isForeignKeyFault(error)) throw error;
      throw stillReferenced("Other objects refer to this connection: pause it instead.", { cause: error });
    });
    await removeDestination(tx, id);
    noteChanges(tx, id, allOf(found), version);
    connectionDeleted.emit(tx, context, { id, version }, { connector });
    return { answer: {}, id };
  },
});

/** Everything that it had, and has no more; its credentials are in no trail. */
function allOf(found: LockedConnection): Changes {
  const { connector, name, status, configuration, allows, pausedAt, testedAt } = found;
  const had = {
    ...{ connector, name, status, configuration, allows, owner_user_id: found.ownerUserId },
    ...{ credentials_set_at: found.credentialsSetAt, retire_at: found.retireAt },
    ...{ paused_at: pausedAt, paused_by: found.pausedBy, paused_because: found.pausedBecause },
    ...{ tested_at: testedAt, test_passed: found.testPassed, test_result: found.testResult },
  };
  const gone = Object.fromEntries(Object.keys(had).map((field) => [field, null]));
  return changesBetween(had, gone, new Set());
}
