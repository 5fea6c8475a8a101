/** One good request for every verb about accounts elsewhere. */
import type { TestApp } from "./app.ts";
import type { Request, Requested } from "./every-action.ts";
import { newVisitor } from "./google.ts";
import type { OidcProvider } from "./oidc-provider.ts";
import { type TestPerson, testPerson } from "./people.ts";

const login = "/v1/auth/login/oauth/google";
const link = "/v1/me/linked_accounts/oauth/google";

export const outsideRequests: Record<string, Requested> = {
  "auth.begin_outside": async () => ({ method: "POST", path: login, body: { session: "cookie" } }),
  "auth.login_outside": async (_s, t) => await comingBack(t, login),
  "linked_accounts.begin": async (_s, t) => ({
    method: "POST",
    path: link,
    key: (await testPerson(t)).token,
  }),
  "linked_accounts.create": async (_s, t) => await comingBack(t, link, await testPerson(t)),
  "linked_accounts.delete": async (_s, t) => {
    const person = await testPerson(t);
    const { method, path, ...ask } = await comingBack(t, link, person);
    const { json } = await t.ask(method, path, ask);
    return { method: "DELETE", path: `/v1/me/linked_accounts/${json.id}`, key: person.token };
  },
};

/**
 * Sets out, is signed in over there, and comes back with an answer that nobody has handed in yet.
 * @param change what is different over there this time
 */
export async function comingBack(
  t: TestApp,
  path: string,
  person?: TestPerson,
  change: (provider: OidcProvider) => void = () => {},
): Promise<Request> {
  const key = person === undefined ? {} : { key: person.token };
  const google = await newVisitor(t.google);
  change(google);
  const begun = await t.ask("POST", path, { ...key, body: {} });
  if (begun.status !== 200) throw new Error(`${path} answered ${begun.status}: ${begun.text}`);
  const cookie = begun.headers.getSetCookie().join().split(";")[0] ?? "";
  const body = await google.visit(begun.json.authorization_url);
  return { method: "POST", path: `${path}/callback`, ...key, body, headers: { cookie } };
}
