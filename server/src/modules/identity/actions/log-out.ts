import Type from "typebox";
import { definePersonalAction } from "#platform/action";
import { endSessions } from "../session.queries.ts";
import { sessionCookie } from "./start-session.ts";

/**
 * Log out: the session ends, and with it its access tokens and its refresh token, on every process within a second.
 * Whose session is gone already gets 401 and loses the cookie all the same.
 */
export const logOut = definePersonalAction({
  name: "auth.logout",
  title: "Log out",
  door: "POST /v1/auth/logout",
  because: "everybody may leave",
  describe:
    "End the session that this request is made with: its tokens, or its cookie, are worth nothing within a second.",
  input: Type.Object({}, { additionalProperties: false }),
  status: 204,
  subject: "session",
  forgets: "session",
  async run(context, tx) {
    const { userId, sessionId } = context.person;
    await endSessions(tx, userId, { only: sessionId }, "logout");
    return { answer: {}, id: sessionId, cookies: forgetCookie(context) };
  },
});

/** Tells a browser that has a session cookie to forget it; programs have none. */
export function forgetCookie({ device }: { device: { cookie(name: string): string | undefined } }) {
  return device.cookie("session") === undefined ? [] : [sessionCookie(null)];
}
