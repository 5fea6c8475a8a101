/** The providers that an operator configured, and the two halves of signing in with one of them. */
import {
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client";
import type { Providers, ProvidersOptions } from "./create-providers.ts";
import { toProblem } from "./failure.ts";
import { githubKind } from "./github.ts";
import { allowedFrom, guardedFetch, Unreachable } from "./guarded-fetch.ts";
import type { Kind } from "./kind.ts";
import { issuerOf, openIdKind } from "./openid.ts";
import { unknownProvider } from "./problems.ts";
import type { OutsideProvider, SignInMemory } from "./provider.ts";

/** Long enough for a forgotten password at the provider, short enough for a browser left open. */
const memoryLastsMs = 10 * 60_000;

/** What `createProviders` opens when somebody signs in through one of them. */
export function openProviders(
  config: readonly OutsideProvider[],
  options: ProvidersOptions,
): Omit<Providers, "list"> {
  const { publicUrl, clock, refused } = options;
  const known = new Map(config.map((provider) => [provider.name, { provider, ...open(provider, options) }]));
  const get = (name: string) => {
    const found = known.get(name);
    if (found === undefined) throw unknownProvider(`There is no provider "${name.slice(0, 40)}".`);
    return found;
  };

  return {
    async begin(name, { redirectUri }) {
      const { provider, kind, allowed } = get(name);
      const memory = {
        state: randomState(),
        nonce: randomNonce(),
        codeVerifier: randomPKCECodeVerifier(),
        provider: name,
        at: clock.now().getTime(),
      };
      const redirect = ours(redirectUri, publicUrl);
      try {
        const url = buildAuthorizationUrl(await kind.configuration(), {
          redirect_uri: redirect.href,
          scope: kind.scope,
          state: memory.state,
          nonce: memory.nonce,
          code_challenge: await calculatePKCECodeChallenge(memory.codeVerifier),
          code_challenge_method: "S256",
        });
        if (!allowed(url)) throw new Error("people would be sent over an open line");
        return { authorizationUrl: url.href, memory };
      } catch (cause) {
        // nobody has answered anything yet: whatever is wrong is wrong with the provider
        throw toProblem(provider.title, new Unreachable("the sign-in cannot begin", { cause }));
      }
    },

    async finish(name, { memory, callback, redirectUri }) {
      const { provider, kind } = get(name);
      const redirect = ours(redirectUri, publicUrl);
      try {
        const stale = wrongMemory(memory, name, clock.now().getTime());
        if (stale !== undefined) throw new Error(stale);
        const configuration = await kind.configuration();
        const found = await kind.identify(configuration, { callback, memory, redirectUri: redirect });
        return { provider: name, ...found, emailVerified: found.emailVerified && provider.trustEmail };
      } catch (error) {
        kind.doubt();
        const problem = toProblem(provider.title, error);
        if (problem.kind.status === 401) refused?.(name, (problem.cause as Error).message);
        throw problem;
      }
    },
  };
}

function open(
  provider: OutsideProvider,
  options: ProvidersOptions,
): { kind: Kind; allowed: (url: URL) => boolean } {
  const { clock, timeoutMs = 5_000 } = options;
  const allowed = allowedFrom(
    provider.kind === "github" ? new URL("https://github.com") : issuerOf(provider),
  );
  const means = { clock, fetch: guardedFetch(options.fetch ?? fetch, { timeoutMs, allowed }) };
  return {
    allowed,
    kind: provider.kind === "github" ? githubKind(provider, means) : openIdKind(provider, means),
  };
}

/** @throws a plain error, because only our own code chooses where a code goes. */
function ours(redirectUri: string, publicUrl: string): URL {
  const url = new URL(redirectUri);
  if (url.origin !== new URL(publicUrl).origin) throw new Error(`${url.origin} is not where people reach us`);
  if (url.search !== "" || url.hash !== "")
    throw new Error("a redirect address has no query and no fragment");
  return url;
}

function wrongMemory(memory: SignInMemory, name: string, nowMs: number): string | undefined {
  if (memory.provider !== name) return "it was begun with another provider";
  const ageMs = nowMs - memory.at;
  // a little below zero: another process began it, by its own clock
  return ageMs >= -60_000 && ageMs <= memoryLastsMs ? undefined : "it was begun too long ago";
}
