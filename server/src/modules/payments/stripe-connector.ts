/** Stripe as a connection: what has to be told to reach it, and how it is reached. */
import type Stripe from "stripe";
import Type, { type Static } from "typebox";
import { Check } from "typebox/value";
import { type Connection, type Credentials, defineConnector } from "#modules/connections";
import type { Context } from "#platform/access";
import type { Outbound } from "#platform/outbound";
import { failureAt } from "./stripe-failure.ts";
import { stripeLibrary } from "./stripe-library.ts";

const page = (description: string, example: string) =>
  Type.String({ format: "uri", pattern: "^https?://", maxLength: 2_000, description, examples: [example] });

const Configuration = Type.Object(
  {
    account_id: Type.Optional(
      Type.String({
        pattern: "^acct_[A-Za-z0-9]{1,100}$",
        description: "Your account at Stripe: events of another one are not taken in.",
        examples: ["acct_1Pl1nTh"],
      }),
    ),
    publishable_key: Type.Optional(
      Type.String({
        pattern: "^pk_(test|live)_[A-Za-z0-9_]{1,200}$",
        description: "What a page of your shop needs to take a card: answered with each payment intent.",
        examples: ["pk_test_51Pl1nTh"],
      }),
    ),
    success_url: page("Where Stripe sends a customer who has paid.", "https://shop.example.com/thanks"),
    cancel_url: page("Where Stripe sends a customer who has not.", "https://shop.example.com/basket"),
    api_base: Type.Optional(
      page("Another place than api.stripe.com: for trying things out.", "http://127.0.0.1:12111"),
    ),
  },
  { additionalProperties: false },
);

const Secrets = Type.Object(
  {
    secret_key: Type.String({
      pattern: "^(sk|rk)_(test|live)_[A-Za-z0-9_]{1,250}$",
      description:
        "The secret key, or a restricted one that may write payment intents, checkout sessions and refunds.",
      examples: ["sk_test_51Pl1nTh"],
    }),
    webhook_secrets: Type.Optional(
      Type.Array(Type.String({ pattern: "^whsec_[A-Za-z0-9+/=_-]{1,200}$", examples: ["whsec_5WbX"] }), {
        minItems: 1,
        maxItems: 5,
        description:
          "The signing secrets of the webhook endpoint that sends to `/v1/webhooks/stripe/{connection_id}`. Stripe shows them when it is told that address, which you know when the connection is made: give them with `POST /v1/connections/{id}/rotate` then. Until you have, no webhook is taken.",
        examples: [["whsec_5WbX"]],
      }),
    ),
  },
  { additionalProperties: false },
);

export const stripeConnector = defineConnector({
  name: "stripe",
  title: "Stripe",
  describe:
    "Takes payments of your customers. Have Stripe send its webhooks to `/v1/webhooks/stripe/{connection_id}`.",
  configuration: Configuration,
  credentials: Secrets,
  allows: ["payments"],
  fixed: ["api_base"],
  async test({ connection, credentials, organizationId, requestId, outbound }) {
    const destination = { organizationId, id: connection.id };
    const stripe = await clientFor(
      connection,
      credentials.secret_key,
      outbound.fetch(destination, { requestId }),
    );
    const account = await stripe.accounts.retrieveCurrent().catch(failureAt);
    const mode = isLive(credentials.secret_key) ? "live" : "test";
    return `Reached the account ${account.id} in ${mode} mode.`;
  },
});

/** A connection to Stripe with what is needed to call it and to believe it. */
export type StripeAccess = {
  stripe: Stripe;
  /** Whether money is real there. */
  livemode: boolean;
  accountId: string | undefined;
  publishableKey: string | undefined;
  successUrl: string;
  cancelUrl: string;
};

/** @throws for a connection whose configuration or credentials are not Stripe's: they were checked when they were written. */
export async function accessTo(
  connection: Connection,
  { current }: Pick<Credentials, "current">,
  { organizationId, requestId }: Pick<Context, "organizationId" | "requestId">,
  outbound: Pick<Outbound, "fetch">,
): Promise<StripeAccess> {
  const { configuration } = connection;
  if (!Check(Configuration, configuration) || !Check(Secrets, current))
    throw new Error(`the connection ${connection.id} is none to Stripe`);
  const send = outbound.fetch({ organizationId, id: connection.id }, { requestId });
  return {
    stripe: await clientFor(connection, current.secret_key, send),
    livemode: isLive(current.secret_key),
    accountId: configuration.account_id,
    publishableKey: configuration.publishable_key,
    successUrl: configuration.success_url,
    cancelUrl: configuration.cancel_url,
  };
}

/** Every secret that Stripe may sign with at the moment. */
export function signingSecrets({ current, retiring }: Credentials): string[] {
  return [current, ...retiring].flatMap((secrets) =>
    Check(Secrets, secrets) ? (secrets.webhook_secrets ?? []) : [],
  );
}

/** Which mode the connection is in, and whose events it takes: what an event is held against. */
export function expectedOf(
  { configuration }: Pick<Connection, "configuration">,
  { current }: Pick<Credentials, "current">,
): { livemode: boolean; accountId: string | undefined } {
  return {
    livemode: Check(Secrets, current) && isLive(current.secret_key),
    accountId: Check(Configuration, configuration) ? configuration.account_id : undefined,
  };
}

const isLive = (secretKey: string) => /^[sr]k_live_/.test(secretKey);

async function clientFor(
  { configuration }: Pick<Connection, "configuration">,
  key: string,
  fetchFn: typeof fetch,
): Promise<Stripe> {
  const library = await stripeLibrary();
  const base = (configuration as Static<typeof Configuration>).api_base;
  const url = base === undefined ? undefined : new URL(base);
  return new library(key, {
    httpClient: library.createFetchHttpClient(fetchFn),
    // what may be repeated is repeated by jobs, which everybody can see
    maxNetworkRetries: 0,
    telemetry: false,
    timeout: 30_000,
    ...(url === undefined
      ? {}
      : {
          host: url.hostname,
          port: url.port || (url.protocol === "https:" ? "443" : "80"),
          protocol: url.protocol === "https:" ? ("https" as const) : ("http" as const),
        }),
  });
}
