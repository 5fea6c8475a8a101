/** Signing in through the harness's own provider, as tests of any layer need it. */
import assert from "node:assert/strict";
import { Problem } from "#platform/errors";
import { createProviders, type OutsideIdentity, type OutsideProvider, type Providers } from "#platform/oidc";
import type { OidcProvider } from "./oidc-provider.ts";

export const publicUrl = "https://plinth.example";
export const redirectUri = `${publicUrl}/console/sign-in/back`;

export type Everybody = {
  providers: Providers;
  /** Why answers were refused, as the log would say it. */
  refusals: string[];
  /** How far our clock is ahead of the provider's. */
  time: { aheadMs: number };
};

/** All four kinds at once, all of them played by `outside`. */
export function everybody(outside: OidcProvider, tenant = "common", timeoutMs = 2_500): Everybody {
  const refusals: string[] = [];
  const time = { aheadMs: 0 };
  const clock = { now: () => new Date(Date.now() + time.aheadMs), forDatabase: () => "" };
  const providers = createProviders(configured(outside, tenant), {
    publicUrl,
    clock,
    fetch: outside.fetch,
    timeoutMs,
    refused: (name, because) => refusals.push(`${name}: ${because}`),
  });
  return { providers, refusals, time };
}

/** All four kinds, played by `outside`; each is trusted with addresses. */
export function configured(
  { clientId, clientSecret, issuer }: OidcProvider,
  tenant: string,
): OutsideProvider[] {
  const client = { clientId, clientSecret, trustEmail: true };
  return [
    { ...client, name: "acme", title: "Acme staff", kind: "openid", issuer },
    { ...client, name: "google", title: "Google", kind: "google" },
    { ...client, name: "microsoft", title: "Microsoft", kind: "microsoft", tenant },
    { ...client, name: "github", title: "GitHub", kind: "github" },
  ];
}

/** The whole way: away, signed in there, and back. */
export async function signIn(
  outside: OidcProvider,
  { providers }: Pick<Everybody, "providers">,
  name: string,
): Promise<OutsideIdentity> {
  const { authorizationUrl, memory } = await providers.begin(name, { redirectUri });
  return providers.finish(name, { memory, callback: await outside.visit(authorizationUrl), redirectUri });
}

/** The problem that a deed ends in. Anything else it throws would be answered as a 500. */
export async function problemOf(deed: Promise<unknown>): Promise<Problem> {
  const error = await deed.then(
    () => assert.fail("it was accepted"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof Problem, `not a problem: ${error}`);
  return error;
}
