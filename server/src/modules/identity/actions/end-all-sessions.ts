import Type from "typebox";
import { definePersonalAction } from "#platform/action";
import { endSessions } from "../session.queries.ts";
import { forgetCookie } from "./log-out.ts";

/** Log out everywhere, or everywhere else. */
export const endAllSessions = definePersonalAction({
  name: "me.end_all_sessions",
  title: "End all sessions",
  door: "POST /v1/me/sessions/end_all",
  whileOverloaded: true,
  because: "they are their own sessions",
  describe: "End all your sessions, within a second on every device; with `keep_current` all but this one.",
  input: Type.Object(
    {
      keep_current: Type.Optional(
        Type.Boolean({
          description: "Whether the session of this request goes on.",
          default: false,
          examples: [true],
        }),
      ),
    },
    { additionalProperties: false },
  ),
  status: 204,
  subject: "session",
  fresh: true,
  async run(context, tx, { keep_current: keepsCurrent = false }) {
    const { userId, sessionId } = context.person;
    await endSessions(tx, userId, keepsCurrent ? { except: sessionId } : {}, "ended_by_user");
    return { answer: {}, cookies: keepsCurrent ? [] : forgetCookie(context) };
  },
});
