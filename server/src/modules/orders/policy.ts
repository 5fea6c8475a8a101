import { type Context, definePermission, type Sentence } from "#platform/access";
import type { Apart } from "#platform/action";
import type { OrderState } from "./order.ts";
import { buyersMayCancel, secondPersonConfirms } from "./settings.ts";

const setPrice = definePermission(
  "orders:set_price",
  "Give prices and discounts of one's own when placing orders.",
);

/** Buyers cancel for themselves where the organization lets them. */
export function mayCancelItself(context: Pick<Context, "actor" | "tenant">): Sentence {
  if (context.actor.kind !== "buyer" || buyersMayCancel.of(context)) return { allowed: true };
  return {
    allowed: false,
    because: "Orders are cancelled by the people you buy from: ask them.",
    denial: { rule: "policy", told: "everybody" },
  };
}

/** Prices and discounts come from the catalog, unless the caller may set them. */
export function mayNameItsPrice(context: Context): Sentence {
  return context.permissions.has(setPrice)
    ? { allowed: true }
    : {
        allowed: false,
        because:
          'Giving "unit_price" or "discount_percent" needs the permission "orders:set_price". Without them the catalog\'s price applies.',
        denial: { rule: "field", permissions: [setPrice] },
      };
}

const unconfirmed: readonly OrderState[] = ["placed", "cancelled"];

/**
 * What is recorded as confirmed was confirmed by nobody here. Where two humans are asked for, only the operator takes
 * over orders that are further on.
 */
export function mayRecordAs(
  { actor, ...context }: Pick<Context, "actor" | "tenant">,
  status: OrderState,
): Sentence {
  if (actor.kind === "system" || unconfirmed.includes(status) || !secondPersonConfirms.of(context))
    return { allowed: true };
  return {
    allowed: false,
    because: `Your organization has a second person confirm orders, so that none is recorded as ${status}: record it as placed or cancelled. Whoever runs the installation can import orders as they are.`,
    denial: { rule: "policy", told: "everybody" },
  };
}

/** Whoever brought the order in does not confirm it, where the organization has chosen so. */
export const confirmedByAnother: Apart = {
  from: ["orders.place", "orders.record"],
  when: (context) => secondPersonConfirms.of(context),
  because:
    "You placed or recorded this order, and your organization has a second person confirm. Somebody else must do it.",
};
