/** People instead of keys: what it costs that they are known, come back, and come in. */
import { readOrder } from "./order-read.ts";
import { emailOf, logIn, password, type Session } from "./people.ts";
import { type Asked, below, type Ground, type Workload, written } from "./workload.ts";

const getWithToken: Workload = {
  name: "get-token",
  describe: "get one order as a member with an access token",
  connections: 32,
  status: 200,
  noFloor: "the statements of get",
  prepare: async (ground) => ({ ...ground, sessions: await logIn(ground, ground.organizations, "token") }),
  ask: (ground) => readOrder(ground, (_, n) => `authorization: Bearer ${sessionOf(ground, n).accessToken}`),
};

const getWithCookie: Workload = {
  ...getWithToken,
  name: "get-cookie",
  describe: "get one order as a member with a session cookie",
  prepare: async (ground) => ({ ...ground, sessions: await logIn(ground, ground.organizations, "cookie") }),
  ask: (ground) => readOrder(ground, (_, n) => `cookie: ${sessionOf(ground, n).cookie}`),
};

const refreshConnections = 16;

const refresh: Workload = {
  name: "refresh",
  describe: "a new access token for a refresh token, which is spent by it",
  connections: refreshConnections,
  status: 200,
  noFloor: "a token can be spent only once",
  prepare: async (ground) => ({ ...ground, sessions: await logIn(ground, refreshConnections, "token") }),
  ask(ground, connection) {
    // each connection has a session of its own: two at once would get the same successor, which costs less
    const session = sessionOf(ground, connection);
    return {
      request: written(ground.port, "POST", "/v1/auth/refresh", {
        body: JSON.stringify({ refresh_token: session.refreshToken }),
      }),
      right: (body) => JSON.parse(body).access_token.split(".").length === 3,
      heard(body) {
        session.refreshToken = JSON.parse(body).refresh_token;
      },
    };
  },
};

const login: Workload = {
  name: "login",
  describe: "log in with e-mail and password, one hash of argon2id at a time",
  connections: 4,
  status: 200,
  noFloor: "most of it is no SQL",
  ask: (ground) => askToLogIn(ground),
};

export const sessionWorkloads: Workload[] = [getWithToken, getWithCookie, refresh, login];

/** Somebody of the bench, with the right password. */
export function askToLogIn(ground: Ground): Asked {
  const email = emailOf(below(ground.organizations * ground.usersEach));
  return {
    request: loginRequest(ground, email),
    right: (body) => JSON.parse(body).user.email === email,
  };
}

let strangers = 0;

/** Somebody whom nobody knows, each time another one. */
export function askAsStranger(ground: Ground): Asked {
  const email = `nobody-${process.pid}-${++strangers}@people.example`;
  return { request: loginRequest(ground, email), right: () => false };
}

function loginRequest({ port }: Ground, email: string): string {
  return written(port, "POST", "/v1/auth/login", { body: JSON.stringify({ email, password }) });
}

/** @param n of an organization, or of a connection: one was begun for each. */
function sessionOf({ sessions = [] }: Ground, n: number): Session {
  const session = sessions[n];
  if (session === undefined) throw new Error(`session ${n} was not prepared`);
  return session;
}
