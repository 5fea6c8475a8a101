/**
 * An outside provider at a loopback address that signs people in at once, and lies on demand.
 *
 * It is any OpenID issuer at its own address; through its `fetch` it also plays Google, Microsoft and
 * GitHub at theirs. It checks what a provider must (code once, PKCE, redirect address, secret), so that a
 * client that forgets one of them fails here too.
 */
import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createSigner, type TokenLie } from "./oidc-tokens.ts";
import { lieInTransport, type TransportLie } from "./oidc-transport.ts";

export type OutsideUser = {
  sub: string;
  email?: string;
  email_verified?: boolean | string;
  name?: string;
  /** Google: the domain that its customer owns. */
  hd?: string;
  /** Instead of the issuer that the token should name. */
  iss?: string;
  /** Microsoft: the tenant, and whether it owns the domain of the e-mail. */
  tid?: string;
  xms_edov?: unknown;
  /** GitHub. */
  id?: unknown;
  emails?: unknown;
};

/** Lies of the redirect that brings the browser back. */
export type RedirectLie = "state_swapped" | "issuer_of_another" | "issuer_left_out";

/** What can be asked for; `elsewhere` is nothing that anybody should. */
export type Place = "description" | "token" | "keys" | "userinfo" | "user" | "emails" | "elsewhere";

export type Lies = {
  redirect?: RedirectLie | undefined;
  token?: TokenLie | undefined;
  transport?: { at: Place; how: TransportLie } | undefined;
  /** Overwrites what the issuer says of itself. */
  description?: Record<string, unknown> | undefined;
  /** The userinfo endpoint speaks of this person instead. */
  userinfoSubject?: string | undefined;
};

export type OidcProvider = {
  /** Its own address, at which it is an ordinary issuer. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Whoever signs in next. */
  user: OutsideUser;
  lies: Lies;
  /** Leaves the e-mail out of the token, for the userinfo endpoint to tell. */
  emailInToken: boolean;
  /** The key of the token's issuer as its key set names it (Microsoft). */
  keyIssuer: string;
  /** What was asked, in order. */
  asked: Place[];
  /** Honest again, and the first person is back. */
  behave(): void;
  /** Signs with another key from now on; the old one is withdrawn. */
  rotateKeys(): Promise<void>;
  /** The browser: opens the address, is signed in, and answers what stands in the redirect. */
  visit(authorizationUrl: string): Promise<{ code: string; state: string; iss?: string }>;
  /** Sends every address here, whatever its host. */
  fetch: typeof fetch;
  close(): Promise<void>;
};

type Code = { nonce: string | null; challenge: string | null; redirectUri: string; base: string };

const hosts = ["accounts.google.com", "login.microsoftonline.com", "github.com", "api.github.com"];

export async function startOidcProvider(): Promise<OidcProvider> {
  const codes = new Map<string, Code>();
  const signer = await createSigner();
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const here = (url: URL) =>
    url.origin === origin ? url.href : `${origin}/${url.host}${url.pathname}${url.search}`;

  const provider: OidcProvider = {
    issuer: origin,
    clientId: "plinth-client",
    clientSecret: randomBytes(24).toString("hex"),
    ...honest(),
    behave: () => {
      Object.assign(provider, honest());
    },
    rotateKeys: signer.rotate,
    async visit(authorizationUrl) {
      const answer = await fetch(here(new URL(authorizationUrl)), { redirect: "manual" });
      const { searchParams } = new URL(answer.headers.get("location") ?? "");
      const [code = "", state = "", iss] = ["code", "state", "iss"].map(
        (name) => searchParams.get(name) ?? undefined,
      );
      return { code, state, ...(iss === undefined ? {} : { iss }) };
    },
    fetch: (input, init) => fetch(here(new URL(String(input))), init),
    async close() {
      server.closeAllConnections(); // some of them hang on purpose
      await new Promise((closed) => server.close(closed));
    },
  };
  return provider;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "", origin);
    const [, first = "", ...rest] = url.pathname.split("/");
    const host = hosts.find((each) => each === first);
    const path = host === undefined ? url.pathname : `/${rest.join("/")}`;
    const base = host === undefined ? origin : `https://${host}`;
    if (path.endsWith("/authorize")) return authorize(url, base, response);
    const place = placeOf(path);
    provider.asked.push(place);
    if (place === "elsewhere") return send(response, 404, { message: "Not Found" });
    const lie = provider.lies.transport;
    if (lie?.at === place && lieInTransport(lie.how, request, response)) return undefined;
    if (place === "token") return token(new URLSearchParams(await bodyOf(request)), request, response);
    if (place === "keys")
      return send(response, 200, signer.keySet(host === hosts[1] ? provider.keyIssuer : undefined));
    if (place === "description")
      return send(response, 200, { ...describe(base, path), ...provider.lies.description });
    if (request.headers.authorization !== "Bearer at-1")
      return send(response, 401, { error: "invalid_token" });
    if (place === "user")
      return send(response, 200, { id: provider.user.id, login: "ada", name: provider.user.name });
    if (place === "emails") return send(response, 200, provider.user.emails);
    return send(response, 200, { ...provider.user, sub: provider.lies.userinfoSubject ?? provider.user.sub });
  }

  function authorize({ searchParams }: URL, base: string, response: ServerResponse): void {
    const given = (name: string) => searchParams.get(name);
    const lie = provider.lies.redirect;
    const back = new URL(given("redirect_uri") ?? "");
    if (given("client_id") !== provider.clientId || given("code_challenge_method") !== "S256") {
      send(response, 400, { error: "invalid_request" });
      return;
    }
    const code = randomBytes(12).toString("hex");
    codes.set(code, {
      nonce: given("nonce"),
      challenge: given("code_challenge"),
      redirectUri: back.href,
      base,
    });
    back.searchParams.set("code", code);
    back.searchParams.set("state", lie === "state_swapped" ? "of-somebody-else" : (given("state") ?? ""));
    const iss = lie === "issuer_of_another" ? "https://another.example" : issuerOf(base);
    if (lie !== "issuer_left_out" && !base.includes("github")) back.searchParams.set("iss", iss);
    response.writeHead(302, { location: back.href }).end();
  }

  async function token(
    form: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const code = form.get("code") ?? "";
    const known = codes.get(code);
    codes.delete(code);
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (!knowsSecret(form, request)) return send(response, 401, { error: "invalid_client" });
    const fits = known?.challenge === challenge && known.redirectUri === form.get("redirect_uri");
    if (known === undefined || !fits) {
      // GitHub tells its errors with 200
      const status = request.url?.startsWith("/github.com") ? 200 : 400;
      return send(response, status, { error: "invalid_grant", error_description: "no such code" });
    }
    const tokens = { access_token: "at-1", token_type: "Bearer", expires_in: 300 };
    if (known.base.includes("github")) return send(response, 200, tokens);
    const { email, ...others } = provider.user;
    const claims = {
      ...others,
      ...(provider.emailInToken ? { email } : {}),
      iss: provider.user.iss ?? issuerOf(known.base),
      aud: provider.clientId,
      ...(known.nonce === null ? {} : { nonce: known.nonce }),
    };
    const idToken = await signer.sign(claims, provider.lies.token, provider.clientSecret);
    return send(response, 200, { ...tokens, ...(idToken === undefined ? {} : { id_token: idToken }) });
  }

  function knowsSecret(form: URLSearchParams, request: IncomingMessage): boolean {
    const [, encoded = ""] = request.headers.authorization?.split("Basic ") ?? [];
    const inHeader = decodeURIComponent(Buffer.from(encoded, "base64").toString());
    const inBody = `${form.get("client_id")}:${form.get("client_secret")}`;
    return [inHeader, inBody].includes(`${provider.clientId}:${provider.clientSecret}`);
  }

  /** Microsoft's tokens name the tenant of whoever signs in. */
  function issuerOf(base: string): string {
    return base.includes("microsoft") ? `${base}/${provider.user.tid}/v2.0` : base;
  }

  function describe(base: string, path: string): Record<string, unknown> {
    const tenant = path.split("/")[1] ?? "";
    const many = ["common", "organizations"].includes(tenant);
    const microsoft = base.includes("microsoft");
    return {
      issuer: microsoft ? `${base}/${many ? "{tenantid}" : provider.user.tid}/v2.0` : base,
      authorization_endpoint: `${base}/authorize`,
      token_endpoint: `${base}/token`,
      jwks_uri: `${base}/keys`,
      userinfo_endpoint: `${base}/userinfo`,
      token_endpoint_auth_methods_supported: ["client_secret_post"],
      // whatever a hostile token is signed with, its issuer says that this is how it signs
      id_token_signing_alg_values_supported: ["RS256", "ES256", "HS256", "none"],
      ...(microsoft ? {} : { authorization_response_iss_parameter_supported: true }),
    };
  }
}

function honest(): Pick<OidcProvider, "user" | "lies" | "emailInToken" | "keyIssuer" | "asked"> {
  return {
    user: { sub: "person-1", email: "ada@example.com", email_verified: true, name: "Ada Lovelace" },
    lies: {},
    emailInToken: true,
    keyIssuer: "https://login.microsoftonline.com/{tenantid}/v2.0",
    asked: [],
  };
}

function placeOf(path: string): Place {
  if (path.endsWith("/.well-known/openid-configuration")) return "description";
  const places = {
    token: "token",
    access_token: "token",
    keys: "keys",
    userinfo: "userinfo",
    user: "user",
    emails: "emails",
  } as const;
  const last = path.split("/").at(-1) ?? "";
  return Object.entries(places).find(([name]) => name === last)?.[1] ?? "elsewhere";
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const piece of request) text += piece;
  return text;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
}
