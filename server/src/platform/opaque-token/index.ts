/** Secrets that mean nothing but the row they are looked up by: links in mails, cookies, steps of a login. */
import { defineProblem } from "#platform/errors";

export { hashToken, isToken, newToken, type TokenKind } from "./opaque-token.ts";

export const invalidToken = defineProblem({
  code: "invalid_token",
  status: 422,
  title: "This link is no longer good",
  describe: "The token is unknown, was used already, or has run out. Ask for a new one.",
  remedy:
    "Begin again where the link came from: ask for a new mail, and open the newest one. Repeating the request gives the same answer.",
});
