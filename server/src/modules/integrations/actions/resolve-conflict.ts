import Type from "typebox";
import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { invalidState, notFound } from "#platform/errors";
import { lockConflict, writeDecision } from "../conflict.queries.ts";
import { conflictDecided } from "../events.ts";
import { push } from "../push.jobs.ts";
import { syncConflict } from "../sync-conflict.resource.ts";

/** Decide a conflict: whoever knows both sides says which one holds, and a job carries it out. */
export const resolveConflict = defineAction({
  name: "sync_conflicts.resolve",
  door: "POST /v1/sync_conflicts/{id}/resolve",
  permission: "integrations:write",
  allows: "Push objects to ERPs anew and decide conflicts with them.",
  describe:
    "Decide which side of a conflict holds. `ours` writes the object as it is here over the ERP's; `theirs` leaves the ERP as it is, and the object here too: its later changes leave alone what differs there. Where the ERP's side changed once more since, the conflict opens anew.",
  input: Type.Object(
    { take: Type.Enum(["ours", "theirs"], { description: "Which side holds.", examples: ["ours"] }) },
    { additionalProperties: false },
  ),
  output: syncConflict,
  wholeOrganization: true,
  fails: [invalidState],
  leaves: { state: "decided", take: "ours", decided_at: "2026-11-21T08:10:04.819123Z" },
  async run(context, tx, { id, ifMatch, take }) {
    const conflict = await lockConflict(tx, id);
    if (conflict === undefined) throw notFound("There is no conflict with this id.");
    checkVersion(conflict.version, ifMatch);
    if (conflict.state === "resolved")
      throw invalidState("The conflict is resolved: both sides are in step.");

    await writeDecision(tx, id, take);
    push(tx, conflict.connectionId, { kind: conflict.kind, id: conflict.id });
    noteChanges(tx, id, {
      state: { before: conflict.state },
      take: { before: conflict.take },
      decided_at: {},
      decided_by: {},
    });
    const about = { kind: conflict.kind, object_id: conflict.id, connection_id: conflict.connectionId };
    conflictDecided.emit(tx, context, { id, version: conflict.version + 1 }, { ...about, take });
    return id;
  },
});
