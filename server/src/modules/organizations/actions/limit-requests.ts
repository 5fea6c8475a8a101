import Type from "typebox";
import { defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { organizationLimited } from "../events.ts";
import { organization } from "../organization.resource.ts";
import { forgetRemembered } from "../queries.ts";
import { lockDecided, writeDecided } from "../tenant.queries.ts";

/**
 * Give an organization another number of requests per minute than the installation gives everybody, or that one again.
 * At no door, like `organizations.suspend`; it holds in every process within a second.
 */
export const limitRequests = defineAction({
  name: "organizations.limit_requests",
  door: "POST /at/no/door",
  permission: "organizations:write",
  describe: "Say how many requests per minute an organization may send.",
  input: Type.Object(
    {
      requests_per_minute: Type.Union([Type.Integer({ minimum: 1, maximum: 2_147_483_647 }), Type.Null()], {
        description: "How many; null is what the installation gives everybody.",
        examples: [60_000],
      }),
    },
    { additionalProperties: false },
  ),
  output: organization,
  async run(context, tx, { requests_per_minute }) {
    const { organizationId: id } = context;
    const before = await lockDecided(tx);
    if (before.requests_per_minute === requests_per_minute) return id;
    await writeDecided(tx, { ...before, suspended: before.suspended_at !== null, requests_per_minute });
    forgetRemembered(tx, [id]);
    noteChanges(tx, id, { requests_per_minute: { before: before.requests_per_minute } });
    organizationLimited.emit(tx, context, { id, version: before.version + 1 }, {});
    return id;
  },
});
