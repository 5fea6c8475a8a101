/** Stripe's own library, which is loaded where somebody calls Stripe: 8 MB and 60 ms that nobody else pays. */
import type Stripe from "stripe";

let loaded: typeof Stripe | undefined;

export async function stripeLibrary(): Promise<typeof Stripe> {
  loaded ??= (await import("stripe")).default;
  return loaded;
}

/** Whether Stripe's library has thrown it. */
export const isStripeError = (error: unknown): error is InstanceType<typeof Stripe.errors.StripeError> =>
  loaded !== undefined && error instanceof loaded.errors.StripeError;
