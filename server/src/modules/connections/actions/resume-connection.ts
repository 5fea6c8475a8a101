import Type from "typebox";
import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { invalidState, notFound } from "#platform/errors";
import { resumeDestination } from "#platform/outbound";
import { connectionResumed } from "../events.ts";
import { lockConnection, writeResumed } from "../queries.ts";
import { connection } from "../resource.ts";

/** Use a connection again: what waited is sent. */
export const resumeConnection = defineAction({
  name: "connections.resume",
  door: "POST /v1/connections/{id}/resume",
  permission: "connections:write",
  describe: "Use a connection again that was paused. What waited for it is sent.",
  input: Type.Object({}, { additionalProperties: false }),
  output: connection,
  wholeOrganization: true,
  leaves: { status: "active", paused_at: null, paused_by: null, paused_because: null },
  fails: [invalidState],
  async run(context, tx, { id, ifMatch }) {
    const found = await lockConnection(tx, id);
    if (found === undefined) throw notFound("There is no connection with this id.");
    checkVersion(found.version, ifMatch);
    if (found.status === "active") throw invalidState("The connection is not paused.");

    await writeResumed(tx, id);
    await resumeDestination(tx, id);
    noteChanges(tx, id, {
      status: { before: "paused" },
      paused_at: { before: found.pausedAt },
      paused_by: { before: found.pausedBy },
      ...(found.pausedBecause === null ? {} : { paused_because: { before: found.pausedBecause } }),
    });
    const version = found.version + 1;
    connectionResumed.emit(tx, context, { id, version }, { connector: found.connector });
    return id;
  },
});
