/** How the fake of Stripe misbehaves, on demand: what the outside does to us sooner or later. */
import type { StripeEvent } from "./stripe-books.ts";

/** What happens to the next call of a path: not done at all, or done and not told. */
export const callTroubles = [
  "500",
  "500_after_commit",
  "hang_after_commit",
  "reset_after_commit",
  "429",
  "refused",
] as const;
export type CallTrouble = (typeof callTroubles)[number];

export type Hostility = {
  /** The next call whose `POST /v1/refunds` begins like this goes wrong like that. */
  next(call: string, trouble: CallTrouble): void;
  /** Taken by the call that it was meant for. */
  takeFor(call: string): CallTrouble | undefined;
  /** What is sent for an event; absent: the event, once. */
  deliveries(event: StripeEvent): StripeEvent[];
  /** Sends every event so many times. */
  repeat(times: number): void;
  /** Changes every event before it is signed, as a Stripe that errs would. */
  distort(change: (event: StripeEvent) => StripeEvent): void;
  /** All is well again. */
  calm(): void;
};

export function createHostility(): Hostility {
  let troubles: { call: string; trouble: CallTrouble }[] = [];
  let times = 1;
  let change = (event: StripeEvent) => event;
  return {
    next: (call, trouble) => void troubles.push({ call, trouble }),
    takeFor(call) {
      const at = troubles.findIndex((one) => call.startsWith(one.call));
      return at === -1 ? undefined : troubles.splice(at, 1)[0]?.trouble;
    },
    deliveries: (event) => Array.from({ length: times }, () => change(structuredClone(event))),
    repeat(wanted) {
      times = wanted;
    },
    distort(wanted) {
      change = wanted;
    },
    calm() {
      troubles = [];
      times = 1;
      change = (event) => event;
    },
  };
}
