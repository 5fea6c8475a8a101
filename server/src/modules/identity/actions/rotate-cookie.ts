import type { PersonContext } from "#platform/access";
import type { Cookie } from "#platform/action";
import type { PersonTx } from "#platform/db";
import { hashToken, newToken } from "#platform/opaque-token";
import { type OwnSession, writeNextCookie } from "../own-session.queries.ts";
import { sessionCookie } from "./start-session.ts";

/**
 * The next cookie of a browser whose session gained something: what was copied before is worth nothing soon. Programs
 * have none; and who came with a cookie that was replaced a moment ago gets none, because its successor is on its way
 * to the browser already.
 */
export function rotateCookie(context: PersonContext, tx: PersonTx, session: OwnSession): Cookie[] {
  const presented = context.device.cookie("session");
  const current = presented !== undefined && session.cookie_hash?.equals(hashToken(presented)) === true;
  if (!current) return [];
  const next = newToken("session");
  writeNextCookie(tx, context.person, hashToken(next));
  return [sessionCookie(next)];
}
