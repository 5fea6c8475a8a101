/** Signing in with GitHub: plain OAuth 2, where nothing is signed and its API says who the token belongs to. */
import {
  authorizationCodeGrant,
  ClientSecretPost,
  Configuration,
  customFetch,
  fetchProtectedResource,
} from "openid-client";
import { toEmail, toName } from "./claims.ts";
import { callbackUrl, type Kind, type KindMeans } from "./kind.ts";
import type { Found, OutsideProvider } from "./provider.ts";

/** As GitHub describes itself at /.well-known/oauth-authorization-server/login/oauth. */
const metadata = {
  issuer: "https://github.com/login/oauth",
  authorization_endpoint: "https://github.com/login/oauth/authorize",
  token_endpoint: "https://github.com/login/oauth/access_token",
};
const api = "https://api.github.com";

export function githubKind({ clientId, clientSecret }: OutsideProvider, { fetch }: KindMeans): Kind {
  const configuration = new Configuration(metadata, clientId, undefined, ClientSecretPost(clientSecret));
  configuration[customFetch] = fetch;

  return {
    scope: "read:user user:email",
    configuration: () => Promise.resolve(configuration),
    async identify(_, answer) {
      const { access_token } = await authorizationCodeGrant(configuration, callbackUrl(answer), {
        expectedState: answer.memory.state,
        pkceCodeVerifier: answer.memory.codeVerifier,
      });
      const account = await ask(configuration, access_token, "/user");
      return toFound(account, await ask(configuration, access_token, "/user/emails"));
    },
    doubt: () => undefined,
  };
}

async function ask(configuration: Configuration, accessToken: string, path: string): Promise<unknown> {
  const headers = new Headers({
    accept: "application/vnd.github+json",
    "x-github-api-version": "2022-11-28",
  });
  const url = new URL(`${api}${path}`);
  const answer = await fetchProtectedResource(configuration, accessToken, url, "GET", null, headers);
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

/** The account's number is its subject: a login can be given up and taken by somebody else. */
function toFound(account: unknown, addresses: unknown): Found {
  const { id, name } = (account ?? {}) as Record<string, unknown>;
  if (typeof id !== "number" || !Number.isSafeInteger(id) || id <= 0)
    throw new Error("the account has no id");
  if (!Array.isArray(addresses)) throw new Error("the list of addresses is none");
  // anybody may enter any address; only a confirmed one is theirs, and only the primary one is kept current
  const primary = addresses.find((each) => each?.primary === true);
  const email = toEmail(primary?.email);
  return {
    subject: String(id),
    email,
    emailVerified: email !== null && primary?.verified === true,
    name: toName(name),
  };
}
