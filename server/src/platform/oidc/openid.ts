/** Signing in with OpenID Connect: any issuer, Google, Microsoft. */
import { decodeProtectedHeader } from "jose";
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  clockSkew,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
} from "openid-client";
import { doubtAbout, toFound } from "./claims.ts";
import { keepDescription } from "./description.ts";
import { Unreachable } from "./guarded-fetch.ts";
import { type Answer, callbackUrl, type Kind, type KindMeans, type OpenIdProvider } from "./kind.ts";
import { checkTenant, forgetTemplate, isTemplate } from "./microsoft.ts";
import type { Found } from "./provider.ts";

export function issuerOf(provider: OpenIdProvider): URL {
  if (provider.kind === "google") return new URL("https://accounts.google.com");
  if (provider.kind === "microsoft")
    return new URL(`https://login.microsoftonline.com/${provider.tenant}/v2.0`);
  return new URL(provider.issuer);
}

export function openIdKind(provider: OpenIdProvider, { fetch, clock }: KindMeans): Kind {
  const issuer = issuerOf(provider);
  const description = keepDescription(fetch, () => clock.now().getTime());

  return {
    scope: "openid email profile",
    async configuration() {
      const ours = Math.round((clock.now().getTime() - Date.now()) / 1000);
      const found = await discovery(
        issuer,
        provider.clientId,
        { [clockSkew]: ours },
        secretBy(provider.clientSecret),
        {
          [customFetch]: description.fetch,
          // without it the library trusts the line to the token endpoint and looks at no signature
          execute: [
            enableNonRepudiationChecks,
            ...(issuer.protocol === "http:" ? [allowInsecureRequests] : []),
          ],
        },
      ).catch((cause: unknown) => {
        description.doubt();
        throw new Unreachable("the issuer's description cannot be used", { cause });
      });
      if (provider.kind !== "microsoft" && isTemplate(found))
        throw new Unreachable(
          "the issuer stands for many: only the provider microsoft knows how to tell them apart",
        );
      return found;
    },
    identify: (configuration, answer) => identify(provider, configuration, answer, clock.now().getTime()),
    doubt: description.doubt,
  };
}

async function identify(
  provider: OpenIdProvider,
  configuration: Configuration,
  answer: Answer,
  nowMs: number,
): Promise<Found> {
  const { memory, callback } = answer;
  const asked = provider.kind === "microsoft" ? forgetTemplate(configuration, answer) : answer;
  const tokens = await authorizationCodeGrant(configuration, callbackUrl(asked), {
    expectedState: memory.state,
    expectedNonce: memory.nonce,
    pkceCodeVerifier: memory.codeVerifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (claims === undefined || tokens.id_token === undefined) throw new Error("there is no ID token");
  const { alg, kid } = decodeProtectedHeader(tokens.id_token);
  const doubt = doubtAbout(claims, alg, provider.clientId, nowMs);
  if (doubt !== undefined) throw new Error(`the ID token is refused: ${doubt}`);
  if (provider.kind === "microsoft") {
    const wrong = checkTenant(provider.tenant, claims, kid, configuration, callback.iss);
    if (wrong !== undefined) throw new Error(`the ID token is refused: ${wrong}`);
  }
  // some issuers keep the address out of the token; who the answer is about is checked by the library
  if (provider.kind !== "openid" || claims.email !== undefined || !hasUserInfo(configuration))
    return toFound(provider.kind, claims);
  const more = await fetchUserInfo(configuration, tokens.access_token, claims.sub);
  return toFound(provider.kind, { name: claims.name, ...more, iss: claims.iss, sub: claims.sub });
}

function hasUserInfo(configuration: Configuration): boolean {
  return configuration.serverMetadata().userinfo_endpoint !== undefined;
}

/** The secret goes into the body where the issuer takes it there, else into the header: that is the standard's default. */
function secretBy(clientSecret: string): ClientAuth {
  const [inBody, inHeader] = [ClientSecretPost(clientSecret), ClientSecretBasic(clientSecret)];
  return (issuer, client, body, headers) => {
    const taken = issuer.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    return (taken.includes("client_secret_post") ? inBody : inHeader)(issuer, client, body, headers);
  };
}
