/** What each organization may choose of its orders. */
import { boolean, integer, text } from "#platform/resource";
import { type DeclaredSetting, defineSetting } from "#platform/settings";

export const numberPrefix = defineSetting({
  name: "orders.number_prefix",
  field: text({
    describe:
      "What an order's number begins with: SO gives SO-2026-000123. Each prefix counts by itself within each year; numbers that were given stay.",
    example: "AB",
    max: 8,
    pattern: "^[A-Z][A-Z0-9]{0,7}$",
  }),
  default: "SO",
});

export const buyersMayCancel = defineSetting({
  name: "orders.buyers_may_cancel",
  field: boolean({
    describe:
      "Whether buyers cancel orders themselves as long as they are not shipped. Otherwise they ask your staff.",
    example: false,
  }),
  default: true,
});

export const secondPersonConfirms = defineSetting({
  name: "orders.second_person_confirms",
  field: boolean({
    describe:
      "Whether an order must be confirmed by somebody else than whoever placed it. Orders of the past are then recorded as placed or cancelled only; those that are further on come by the operator's import. Whoever holds `settings:write` can switch it off and on again: the history of the settings shows who did, and when.",
    example: true,
  }),
  default: false,
});

const mostHours = 8_760; // a year

export const unpaidExpireAfterHours = defineSetting<number | null>({
  name: "orders.unpaid_expire_after_hours",
  field: integer({
    describe:
      "After how many hours a prepaid order of which nothing was paid is cancelled and its stock given back; until you choose one they are kept. An order with a payment under way is left alone.",
    min: 1,
    max: mostHours,
    example: 72,
  }),
  default: null,
});

export const stuckAfterHours = defineSetting<number>({
  name: "orders.stuck_after_hours",
  field: integer({
    describe:
      "After how many hours an order that does not move on (not paid, not confirmed, or cancelled with money to give back) is put into the inbox.",
    min: 1,
    max: mostHours,
    example: 24,
  }),
  default: 48,
});

export const ordersSettings: DeclaredSetting[] = [
  numberPrefix,
  buyersMayCancel,
  secondPersonConfirms,
  unpaidExpireAfterHours,
  stuckAfterHours,
];
