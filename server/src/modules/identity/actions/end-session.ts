import Type from "typebox";
import { definePersonalAction } from "#platform/action";
import { notFound } from "#platform/errors";
import { endSessions } from "../session.queries.ts";
import { forgetCookie } from "./log-out.ts";

/** Log a device out: the one that was lost, or that one does not know. */
export const endSession = definePersonalAction({
  name: "me.end_session",
  title: "End a session",
  door: "DELETE /v1/me/sessions/{id}",
  whileOverloaded: true,
  because: "it is their own session",
  describe: "End one of your sessions; this one too. It is worth nothing within a second.",
  input: Type.Object({}, { additionalProperties: false }),
  status: 204,
  subject: "session",
  fails: [notFound],
  async run(context, tx, { id }) {
    const { userId, sessionId } = context.person;
    const ended = await endSessions(tx, userId, { only: id }, "ended_by_user");
    if (ended === 0) throw notFound("You have no session with this id that has not ended.");
    return { answer: {}, id, cookies: id === sessionId ? forgetCookie(context) : [] };
  },
});
