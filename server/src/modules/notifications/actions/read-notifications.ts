import Type from "typebox";
import { defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { notificationsRead } from "../events.ts";
import { readEverything } from "../queries.ts";

/** Read all that is new. One fact for all of it: whoever shows them begins anew at nothing. */
export const readNotifications = defineAction({
  name: "notifications.read_all",
  door: "POST /v1/notifications/read_all",
  permission: "notifications:write",
  describe: "Say that you have read everything that was new to you. What is put away stays as it is.",
  input: Type.Object({}, { additionalProperties: false }),
  output: Type.Object(
    { read: Type.Integer({ minimum: 0, description: "How many were new.", examples: [3] }) },
    { additionalProperties: false },
  ),
  subject: "notification",
  status: 200,
  async run(context, tx) {
    const newest = await readEverything(tx);
    if (newest === undefined) return { answer: { read: 0 } };
    const { id, version, count, readAt } = newest;
    noteChanges(tx, id, { read_at: { before: null, after: readAt }, count: { after: count } }, version);
    notificationsRead.emit(tx, context, { id, version }, { count });
    return { answer: { read: count }, id, version };
  },
});
