import { type Context, definePermission, type Sentence } from "#platform/access";

const setPrice = definePermission(
  "orders:set_price",
  "Give prices and discounts of one's own when placing orders.",
);

/** Prices and discounts come from the catalog, unless the caller may set them. */
export function mayNameItsPrice(context: Context): Sentence {
  return context.permissions.has(setPrice)
    ? { allowed: true }
    : {
        allowed: false,
        because:
          'Giving "unit_price" or "discount_percent" needs the permission "orders:set_price". Without them the catalog\'s price applies.',
      };
}
