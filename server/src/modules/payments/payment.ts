/**
 * The rules of a payment: what is known of it is a fold over facts, whatever order they come in. Pure: no I/O.
 *
 * Facts arrive late, twice and out of order: events overtake one another and our own answer, and reconciliation
 * repeats both. So a fact is not a step but something that is true from then on, and pictures join like sets do:
 * the higher rank wins, the higher cumulative figure wins. Sums of differences would count a repeated fact twice.
 */

/** By rank: what stands further right is known for good. Money that arrived is stronger than any word against it. */
export const paymentStates = [
  "started",
  "open",
  "requires_action",
  "processing",
  "failed",
  "cancelled",
  "succeeded",
] as const;
export type PaymentState = (typeof paymentStates)[number];

/** By rank: a bank sends a refund back days after it succeeded, so that failed is the last word. */
export const refundStates = ["started", "pending", "cancelled", "succeeded", "failed"] as const;
export type RefundState = (typeof refundStates)[number];

export const paymentMethods = ["stripe_checkout", "stripe_payment_intent", "bank_transfer"] as const;
export type PaymentMethod = (typeof paymentMethods)[number];

export type Fact =
  /** How the payment stands, and all that arrived for it so far, in minor units. */
  | { kind: "payment"; status: PaymentState; receivedMinor: number }
  /** How one of its refunds stands, and what it gives back. */
  | { kind: "refund"; refundId: string; status: RefundState; amountMinor: number }
  /** What the provider says was given back so far, of all refunds together. */
  | { kind: "refunded"; refundedMinor: number };

export type RefundPicture = { status: RefundState; amountMinor: number };

export type Picture = {
  status: PaymentState;
  receivedMinor: number;
  refunds: ReadonlyMap<string, RefundPicture>;
  /** The highest that the provider has said; more than the refunds that are known means that one is not. */
  saidRefundedMinor: number;
};

/** Before any fact: it was asked for, and nobody has said anything of it. */
export const nothingKnown: Picture = {
  status: "started",
  receivedMinor: 0,
  refunds: new Map(),
  saidRefundedMinor: 0,
};

/** The same picture for the same facts, in any order and however often each is repeated. */
export function fold(facts: Iterable<Fact>): Picture {
  let picture = nothingKnown;
  for (const fact of facts) picture = joined(picture, fact);
  return picture;
}

function joined(picture: Picture, fact: Fact): Picture {
  switch (fact.kind) {
    case "payment":
      return {
        ...picture,
        status: higher(paymentStates, picture.status, fact.status),
        receivedMinor: Math.max(picture.receivedMinor, fact.receivedMinor),
      };
    case "refund": {
      const before = picture.refunds.get(fact.refundId) ?? { status: "started", amountMinor: 0 };
      const refund = {
        status: higher(refundStates, before.status, fact.status),
        amountMinor: Math.max(before.amountMinor, fact.amountMinor),
      };
      return { ...picture, refunds: new Map(picture.refunds).set(fact.refundId, refund) };
    }
    case "refunded":
      return { ...picture, saidRefundedMinor: Math.max(picture.saidRefundedMinor, fact.refundedMinor) };
  }
}

function higher<State extends string>(ranks: readonly State[], one: State, other: State): State {
  return ranks.indexOf(one) >= ranks.indexOf(other) ? one : other;
}

/** Still to come or to be decided: its amount is spoken for. One that failed can be tried again where it was begun. */
export function isUnderWay(status: PaymentState): boolean {
  return status !== "succeeded" && status !== "cancelled";
}

/** What was given back for good, in minor units. */
export function refundedMinor({ refunds }: Pick<Picture, "refunds">): number {
  return sumOf(refunds, ({ status }) => status === "succeeded");
}

/** What was given back or may yet be: nobody refunds it a second time. */
export function spokenForMinor({ refunds }: Pick<Picture, "refunds">): number {
  return sumOf(refunds, ({ status }) => status !== "failed" && status !== "cancelled");
}

/** Whether the provider gave something back of which we know no refund: then somebody has to ask. */
export function hasUnknownRefund({ refunds, saidRefundedMinor }: Picture): boolean {
  return saidRefundedMinor > sumOf(refunds, ({ status }) => status !== "cancelled");
}

function sumOf(refunds: Picture["refunds"], counts: (refund: RefundPicture) => boolean): number {
  let sum = 0;
  for (const refund of refunds.values()) if (counts(refund)) sum += refund.amountMinor;
  return sum;
}
