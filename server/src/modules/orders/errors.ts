import { defineProblem } from "#platform/errors";

export const customerNotActive = defineProblem({
  code: "customer_not_active",
  status: 409,
  title: "The customer cannot order",
  describe: "The customer is on hold or archived. Set its status to active first.",
});

export const productDiscontinued = defineProblem({
  code: "product_discontinued",
  status: 409,
  title: "The product is no longer sold",
  describe: "At least one line names a product that is discontinued. `errors` names the lines.",
});

export const noPrice = defineProblem({
  code: "no_price",
  status: 422,
  title: "The product has no price",
  describe:
    "A product has no price in the order's currency. Add one to the product's `prices`, or give `unit_price` if you may.",
});

export const noTaxRate = defineProblem({
  code: "no_tax_rate",
  status: 422,
  title: "There is no tax rate",
  describe:
    "No tax rate of the product's category is in force in the customer's country. Add one with POST /v1/tax_rates.",
});
