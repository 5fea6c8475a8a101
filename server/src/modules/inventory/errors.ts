import { defineProblem } from "#platform/errors";

export const outOfStock = defineProblem({
  code: "out_of_stock",
  status: 409,
  title: "Not enough stock",
  describe:
    "At least one line asks for more than is available. `errors` names every short line by its place in your list, to holders of `inventory:read` who see the whole organization with what is available. Nothing was reserved.",
});

export const belowReserved = defineProblem({
  code: "below_reserved",
  status: 409,
  title: "Less would lie there than is promised",
  describe:
    "The movement would leave less on hand than is reserved for orders, or less than nothing. Cancel orders first, or move less.",
});
