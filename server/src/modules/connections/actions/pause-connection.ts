import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { invalidState, notFound } from "#platform/errors";
import { pauseDestination } from "#platform/outbound";
import { connectionPaused } from "../events.ts";
import { PauseConnection } from "../input.ts";
import { lockConnection, writePaused } from "../queries.ts";
import { connection } from "../resource.ts";

/** Stop sending through a connection: jobs for it wait, nothing of them is lost. */
export const pauseConnection = defineAction({
  name: "connections.pause",
  door: "POST /v1/connections/{id}/pause",
  permission: "connections:write",
  describe:
    "Stop sending through a connection. Jobs for it wait until it is resumed; what comes in from the other side is still taken.",
  input: PauseConnection,
  output: connection,
  wholeOrganization: true,
  whileSuspended: true,
  leaves: {
    status: "paused",
    paused_at: "2026-11-21T08:10:04.819123Z",
    paused_by: "member:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
    paused_because: "They move house.",
  },
  fails: [invalidState],
  async run(context, tx, { id, ifMatch, because = null }) {
    const found = await lockConnection(tx, id);
    if (found === undefined) throw notFound("There is no connection with this id.");
    checkVersion(found.version, ifMatch);
    if (found.status === "paused") throw invalidState("The connection is paused already.");

    await writePaused(tx, id, because);
    await pauseDestination(tx, id, because ?? "Somebody paused the connection.");
    noteChanges(tx, id, {
      status: { before: "active" },
      paused_at: { before: null },
      paused_by: { before: null },
      ...(because === null ? {} : { paused_because: { before: null } }),
    });
    const version = found.version + 1;
    connectionPaused.emit(tx, context, { id, version }, { connector: found.connector });
    return id;
  },
});
