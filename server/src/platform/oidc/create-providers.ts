/** The providers that an operator configured. What speaks to them is loaded with the first sign-in: few need it. */
import type { Clock } from "#platform/clock";
import type { Callback, OutsideIdentity, OutsideProvider, SignInMemory } from "./provider.ts";

export type Providers = {
  /** In the order of the configuration; what may be shown to anybody. */
  list(): { name: string; title: string }[];
  /**
   * Where to send the browser, and what to remember until it comes back.
   * @throws 404 `unknown_provider`, 503 `provider_unavailable`
   */
  begin(name: string, where: { redirectUri: string }): Promise<Begun>;
  /**
   * Who came back. `redirectUri` is the one of `begin`.
   * @throws 404 `unknown_provider`, 503 `provider_unavailable`, 401 `outside_sign_in_failed`
   */
  finish(name: string, answer: Finish): Promise<OutsideIdentity>;
};

export type Begun = { authorizationUrl: string; memory: SignInMemory };
export type Finish = { memory: SignInMemory; callback: Callback; redirectUri: string };

export type ProvidersOptions = {
  /** Where people reach us; a code is never asked to be sent anywhere else. */
  publicUrl: string;
  clock: Clock;
  fetch?: typeof fetch | undefined;
  /** For one call to a provider; a sign-in makes at most four. */
  timeoutMs?: number | undefined;
  /** Hears why an answer was refused, in words without tokens or names. */
  refused?: ((provider: string, because: string) => void) | undefined;
};

export function createProviders(config: readonly OutsideProvider[], options: ProvidersOptions): Providers {
  let opened: Promise<Omit<Providers, "list">> | undefined;
  const open = () => {
    opened ??= import("./providers.ts").then(({ openProviders }) => openProviders(config, options));
    return opened;
  };
  return {
    list: () => config.map(({ name, title }) => ({ name, title })),
    begin: async (...asked) => (await open()).begin(...asked),
    finish: async (...asked) => (await open()).finish(...asked),
  };
}
