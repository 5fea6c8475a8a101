import { defineProblem } from "#platform/errors";

export const customerNotActive = defineProblem({
  code: "customer_not_active",
  status: 409,
  title: "The customer cannot order",
  describe: "The customer is on hold or archived. Set its status to active first.",
});

export const notOnAccount = defineProblem({
  code: "not_on_account",
  status: 409,
  title: "The customer pays in advance",
  describe: "The order asks to be paid on account, and the customer has not been granted that.",
  remedy:
    "Leave `payment_method` out, or place the order as `prepaid`. To grant the customer credit, set its `payment_method` to `on_account` and give it a `credit_limit_minor`.",
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
