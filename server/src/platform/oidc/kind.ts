import type { Configuration, CustomFetch } from "openid-client";
import type { Clock } from "#platform/clock";
import type { Callback, Found, OutsideProvider, SignInMemory } from "./provider.ts";

/** What differs between kinds of providers. Each function may throw anything: it is told as a problem outside. */
export type Kind = {
  scope: string;
  /** The issuer's own description with our credentials. @throws `Unreachable` whatever is wrong with it */
  configuration(): Promise<Configuration>;
  /** Trades the code for proof, and the proof for a person. */
  identify(configuration: Configuration, answer: Answer): Promise<Found>;
  /** A sign-in failed: what is remembered of the provider may be stale. */
  doubt(): void;
};

/** What came back, and what it must fit. `redirectUri` is the one that was sent along. */
export type Answer = { callback: Callback; memory: SignInMemory; redirectUri: URL };

export type KindMeans = {
  fetch: CustomFetch;
  clock: Clock;
};

export type OpenIdProvider = Exclude<OutsideProvider, { kind: "github" }>;

/** The callback as the library wants to read it: the address that the browser came back to. */
export function callbackUrl({ callback, redirectUri }: Answer): URL {
  const url = new URL(redirectUri);
  for (const name of ["code", "state", "iss"] as const) {
    const value = callback[name];
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url;
}
