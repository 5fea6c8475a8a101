import Type from "typebox";
import { defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { invalidState } from "#platform/errors";
import { organizationResumed } from "../events.ts";
import { organization } from "../organization.resource.ts";
import { forgetRemembered } from "../queries.ts";
import { lockDecided, writeDecided } from "../tenant.queries.ts";

/** End a suspension: within a second everything can be done again. At no door, like `organizations.suspend`. */
export const resumeOrganization = defineAction({
  name: "organizations.resume",
  door: "POST /at/no/door",
  permission: "organizations:write",
  describe: "End the suspension of an organization.",
  input: Type.Object({}, { additionalProperties: false }),
  output: organization,
  fails: [invalidState],
  async run(context, tx) {
    const { organizationId: id } = context;
    const before = await lockDecided(tx);
    if (before.suspended_at === null) throw invalidState("The organization is not suspended.");
    await writeDecided(tx, { ...before, suspended: false, suspended_because: null });
    forgetRemembered(tx, [id]);
    noteChanges(tx, id, {
      suspended_at: { before: before.suspended_at },
      suspended_because: { before: before.suspended_because },
    });
    organizationResumed.emit(tx, context, { id, version: before.version + 1 }, {});
    return id;
  },
});
