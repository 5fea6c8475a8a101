import {
  country,
  currency,
  date,
  defineResource,
  embedded,
  oneOf,
  percent,
  text,
  unitPrice,
} from "#platform/resource";

export const taxCategories = ["standard", "reduced", "zero"] as const;

export const product = defineResource({
  name: "product",
  path: "products",
  table: "products",
  describe: "Something that you sell.",
  read: "products:read",
  belongs: "shared",
  write: "products:write",
  fields: {
    sku: text({
      describe: "Stock keeping unit: your own number of the product, unique.",
      example: "A-100",
      max: 64,
    }),
    name: text({ describe: "What it is called.", example: "Chai" }),
    description: text({
      describe: "More about it.",
      example: "10 boxes x 30 bags",
      max: 5_000,
      optional: true,
    }),
    unit: text({ describe: "What one of it is.", example: "piece", default: "piece", max: 50 }),
    tax_category: oneOf(taxCategories, {
      describe: "Which of a country's tax rates applies.",
      default: "standard",
    }),
    status: oneOf(["active", "discontinued"], {
      describe: "Only active products can be ordered.",
      default: "active",
    }),
    unit_cost: unitPrice({
      describe: "What one costs you, net, in the organization's currency.",
      example: "7.25",
      optional: true,
      see: "products:see_cost",
    }),
    internal_note: text({
      describe: "What staff should know of the product; customers never see it.",
      example: "Second source: Exotic Liquids.",
      max: 5_000,
      optional: true,
      see: "products:see_internal",
    }),
    // often the supplier's own number: what it is bought as is not for those who buy it
    external_reference: text({
      describe: "The product's name in another system; unique.",
      example: "1",
      max: 100,
      optional: true,
      see: "products:see_internal",
    }),
  },
  children: {
    prices: embedded({
      describe: "Net price of one, per currency. Replaced whole when given.",
      table: "product_prices",
      parentKey: "product_id",
      key: ["currency"],
      fields: {
        currency: currency({ describe: "Currency of the price." }),
        unit_price: unitPrice({ describe: "Net price of one unit." }),
      },
    }),
  },
  filter: ["sku", "name", "status", "tax_category", "created_at", "external_reference"],
  sort: ["sku", "name", "created_at"],
  search: ["sku", "name", "description"],
  unique: ["sku", "external_reference"],
  naturalKey: "sku",
});

export const taxRate = defineResource({
  name: "tax_rate",
  path: "tax_rates",
  table: "tax_rates",
  describe: "The tax of a category in a country from a day on, until a later rate begins.",
  read: "tax_rates:read",
  belongs: "shared",
  write: "tax_rates:write",
  fields: {
    country: country({ describe: "Where the customer is.", immutable: true }),
    category: oneOf(taxCategories, { describe: "Which products it is for.", immutable: true }),
    first_on: date({ describe: "First day on which it applies.", immutable: true, example: "2025-01-01" }),
    rate_percent: percent({ describe: "Percent of the net amount." }),
  },
  filter: ["country", "category", "first_on"],
  sort: ["first_on"],
});
