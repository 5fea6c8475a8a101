/** Logging in and linking through the harness's own provider, over HTTP, each in a browser that keeps its cookies. */
import assert from "node:assert/strict";
import { after } from "node:test";
import { type Answer, type Ask, type TestApp, testApp } from "./app.ts";
import { type OidcProvider, startOidcProvider } from "./oidc-provider.ts";
import { configured } from "./outside-sign-in.ts";

export type OutsideApp = TestApp & {
  outside: OidcProvider;
  /** Whoever signs in next over there is somebody new, with this address. */
  visitor(email?: string, more?: Partial<OidcProvider["user"]>): string;
};

/** An application with four providers, all played by `outside`, and one more whose word on addresses is not taken. */
export async function outsideApp(options: Parameters<typeof testApp>[0] = {}): Promise<OutsideApp> {
  const outside = await startOidcProvider();
  const all = configured(outside, "common");
  const wary = all.flatMap((one) =>
    one.kind === "openid" ? { ...one, name: "wary", title: "Wary", trustEmail: false } : [],
  );
  const t = await testApp({
    ...options,
    outside: { oauth: [...all, ...wary], outsideFetch: outside.fetch },
  });
  after(() => outside.close());
  const visitor: OutsideApp["visitor"] = (email = `visitor.${++made}@example.com`, more = {}) => {
    outside.user = { ...somebody(email, ++made), ...more };
    return email;
  };
  return Object.assign(t, { outside, visitor });
}

let made = 0;

/** With everything that any of the providers would tell, each in its own way. */
function somebody(email: string, id: number): OidcProvider["user"] {
  return {
    sub: `person-${id}`,
    name: "Grace Hopper",
    email,
    email_verified: true,
    hd: "example.com",
    tid: "11111111-2222-3333-4444-555555555555",
    xms_edov: true,
    id: 1_000 + id,
    emails: [{ email, primary: true, verified: true }],
  };
}

export type Callback = { code: string; state: string; iss?: string };

/** A browser on its way: what came back, and how it is handed in. */
export type Traveller = {
  authorizationUrl: string;
  callback: Callback;
  /** The cookie as the browser sends it. */
  cookie: string;
  finish(change?: object, ask?: Ask): Promise<Answer>;
};

/** Sets out to log in, and comes back. */
export async function travel(t: OutsideApp, provider: string, body: object = {}): Promise<Traveller> {
  return await setOut(t, `/v1/auth/login/oauth/${provider}`, { body });
}

/** The same to link an account. @param key an access token */
export async function travelToLink(t: OutsideApp, provider: string, key: string): Promise<Traveller> {
  return await setOut(t, `/v1/me/linked_accounts/oauth/${provider}`, { key });
}

async function setOut(t: OutsideApp, path: string, asked: Ask): Promise<Traveller> {
  const begun = await t.ask("POST", path, asked);
  assert.equal(begun.status, 200, begun.text);
  const authorizationUrl = begun.json.authorization_url as string;
  const callback = await t.outside.visit(authorizationUrl);
  const cookie = begun.headers.getSetCookie().join().split(";")[0] ?? "";
  return {
    authorizationUrl,
    callback,
    cookie,
    finish: (change = {}, ask = {}) =>
      t.ask("POST", `${path}/callback`, {
        ...asked,
        body: { ...callback, ...change },
        headers: { cookie },
        ...ask,
      }),
  };
}
