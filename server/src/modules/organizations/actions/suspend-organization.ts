import Type from "typebox";
import { defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { text, textSchema } from "#platform/resource";
import { organizationSuspended } from "../events.ts";
import { organization } from "../organization.resource.ts";
import { forgetRemembered } from "../queries.ts";
import { lockDecided, writeDecided } from "../tenant.queries.ts";

/**
 * Suspend an organization: from within a second everywhere it is read only, and says why. It is at no door: who may
 * run commands on the installation decides it. Done again it says something else, and stays since when it was.
 */
export const suspendOrganization = defineAction({
  name: "organizations.suspend",
  door: "POST /at/no/door",
  permission: "organizations:write",
  describe: "Make an organization read only, with a sentence that everybody gets who is refused by it.",
  input: Type.Object(
    { because: textSchema(text({ describe: "Why, in a sentence for those who are refused.", max: 500 })) },
    { additionalProperties: false },
  ),
  output: organization,
  async run(context, tx, { because }) {
    const { organizationId: id } = context;
    const before = await lockDecided(tx);
    await writeDecided(tx, { ...before, suspended: true, suspended_because: because });
    forgetRemembered(tx, [id]);
    noteChanges(tx, id, {
      suspended_at: { before: before.suspended_at },
      suspended_because: { before: before.suspended_because },
    });
    organizationSuspended.emit(tx, context, { id, version: before.version + 1 }, {});
    return id;
  },
});
