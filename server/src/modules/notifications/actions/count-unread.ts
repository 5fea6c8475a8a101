import Type from "typebox";
import { defineQuery } from "#platform/action";
import { unreadCount } from "../queries.ts";

/** How many are new: the figure beside the bell. */
export const countUnread = defineQuery({
  name: "notifications.unread_count",
  title: "Count new notifications",
  door: "GET /v1/notifications/unread_count",
  describe: "How many notifications are new to you: neither read nor put away.",
  permission: "notifications:read",
  parameters: Type.Object({}),
  output: Type.Object(
    { unread: Type.Integer({ minimum: 0, description: "How many are new.", examples: [3] }) },
    { additionalProperties: false },
  ),
  problems: [],
  async run(context, _parameters, { read }) {
    const [row] = await read<{ unread: number }>(context, unreadCount(context.organizationId));
    return JSON.stringify({ unread: row?.unread ?? 0 });
  },
});
