/** The humans of the bench: who they are, how they are seeded, and how they log in. */
import type { Population } from "./population.ts";

/** Everybody's. Nothing but the bench ever accepts it, and only over the loopback. */
export const password = "correct zebra battery staple";

/** The n-th user, a member of organization n mod N. */
export function emailOf(n: number): string {
  return `bench-${n}@people.example`;
}

/**
 * Users with one password hash between them (a hash each would take 13 ms a user), each an owner of one
 * organization as its API key is: what differs between key, token and cookie is then not what they may see.
 */
export function peopleSql({ organizations, usersEach }: Population, hash: string): string[] {
  return [
    `insert into users (email, name)
     select 'bench-' || n || '@people.example', 'Person ' || n from generate_series(0, ${organizations * usersEach - 1}) n`,
    `insert into passwords (user_id, hash) select id, '${hash}' from users`,
    `insert into members (organization_id, id, name, email, role)
     select o.id, u.id, u.name, u.email, 'owner'
       from users u
       join organizations o on o.name = 'Bench ' || split_part(u.name, ' ', 2)::integer % ${organizations}`,
  ];
}

/** A session as its owner holds it. */
export type Session = {
  /** Place of its organization among the bench's. */
  organization: number;
  accessToken: string;
  refreshToken: string;
  /** As it goes into the `Cookie` header; empty with tokens. */
  cookie: string;
};

/** Logs one user of each of the first `count` organizations in, again from the first when there are fewer. */
export async function logIn(
  { port, organizations }: Population & { port: number },
  count: number,
  kind: "token" | "cookie",
): Promise<Session[]> {
  const sessions: Session[] = [];
  for (let n = 0; n < count; n++) {
    const answer = await fetch(`http://127.0.0.1:${port}/v1/auth/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: emailOf(n), password, session: kind }),
    });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`a user of the bench could not log in: ${text}`);
    const { access_token: accessToken = "", refresh_token: refreshToken = "" } = JSON.parse(text);
    const cookies = answer.headers.getSetCookie().map((each) => each.split(";")[0] ?? "");
    sessions.push({ organization: n % organizations, accessToken, refreshToken, cookie: cookies.join("; ") });
  }
  return sessions;
}
