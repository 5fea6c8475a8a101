/** People for tests: with an account, a membership and a session, without the way through the mails. */
import { uuidv7 } from "#platform/uuid";
import type { Answer, Ask, TestApp } from "./app.ts";
import { execute } from "./execute.ts";

export const password = "correct zebra battery staple";
/** Of the password, made once: to hash it anew in every test file would start a thread there. */
const hash =
  "$argon2id$v=19$m=19456,t=2,p=1$OTjQvFXco/R8Jgi/rcpJqQ$qBu1T4xjGK6Enf8t2qN76gLqmBTPAJUEaoD3kLyUYW8";

export type TestPerson = {
  id: string;
  email: string;
  /** A valid access token. */
  token: string;
  refreshToken: string;
  sessionId: string;
  /** Asks as this person. */
  ask(method: string, path: string, ask?: Ask): Promise<Answer>;
};

type Wanted = { organization?: string; role?: string; name?: string; email?: string };

/** A user who is logged in, and a member of the organization if one is named. */
export async function testPerson(
  t: Pick<TestApp, "ask" | "database">,
  wanted: Wanted = {},
): Promise<TestPerson> {
  const id = uuidv7();
  const { organization, role = "owner", name = "Ada Lovelace", email = `${id}@example.com` } = wanted;
  const { adminUrl } = t.database;
  // one statement, because a connection costs more than all that is done on it
  await execute(
    adminUrl,
    `with made as (insert into users (id, email, name) values ($1, $2, $3) returning id)
     insert into passwords (user_id, hash) select id, $4 from made`,
    [id, email, name, hash],
  );
  if (organization !== undefined) await joinAs(t, { id, name, email }, organization, role);
  return await loggedIn(t, email);
}

/** Makes the user a member, as if an invitation had been accepted. */
export async function joinAs(
  t: Pick<TestApp, "database">,
  { id, name, email }: { id: string; name: string; email: string },
  organization: string,
  role: string,
): Promise<void> {
  await execute(
    t.database.adminUrl,
    "insert into members (organization_id, id, name, email, role) values ($1, $2, $3, $4, $5)",
    [organization, id, name, email, role],
  );
}

/** A further session of a user who has no second factor. */
export async function loggedIn(t: Pick<TestApp, "ask">, email: string): Promise<TestPerson> {
  const { status, text, json } = await t.ask("POST", "/v1/auth/login", { body: { email, password } });
  if (status !== 200) throw new Error(`a person of the test could not log in: ${text}`);
  const token = json.access_token as string;
  return {
    id: json.user.id,
    email,
    token,
    refreshToken: json.refresh_token,
    sessionId: json.session_id,
    ask: (method, path, ask = {}) => t.ask(method, path, { key: token, ...ask }),
  };
}
