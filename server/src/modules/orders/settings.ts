/** What each organization may choose of its orders. */
import { boolean, text } from "#platform/resource";
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

export const ordersSettings: DeclaredSetting[] = [numberPrefix, buyersMayCancel, secondPersonConfirms];
