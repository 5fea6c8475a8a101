/**
 * Google, as every application of the tests has it configured: played by a provider that starts when it is first
 * needed, because its keys take a while to make.
 */
import { after } from "node:test";
import type { OutsideProvider } from "#platform/oidc";
import { type OidcProvider, startOidcProvider } from "./oidc-provider.ts";

const client = { clientId: "plinth-client", clientSecret: "the secret of the tests" };

export type Google = {
  oauth: OutsideProvider[];
  outsideFetch: typeof fetch;
  start(): Promise<OidcProvider>;
};

export function lazyGoogle(): Google {
  let started: Promise<OidcProvider> | undefined;
  const start = () => {
    started ??= startOidcProvider().then((provider) => Object.assign(provider, client));
    return started;
  };
  after(async () => (await started)?.close());
  return {
    oauth: [{ ...client, name: "google", title: "Google", kind: "google", trustEmail: true }],
    outsideFetch: async (...asked) => (await start()).fetch(...asked),
    start,
  };
}

let made = 0;

/** Whoever signs in next over there is somebody new, whose address Google vouches for. */
export async function newVisitor(google: () => Promise<OidcProvider>): Promise<OidcProvider> {
  const provider = await google();
  const sub = `visitor-${++made}`;
  provider.user = {
    sub,
    email: `${sub}@example.com`,
    email_verified: true,
    hd: "example.com",
    name: "Grace Hopper",
  };
  return provider;
}
