/** What is sold, for how much, and at which tax. */
import type { Module } from "#platform/module";
import { product, taxRate } from "./resource.ts";

export { seedTaxRates } from "./actions/seed-tax-rates.ts";
export { productDocument, productIds } from "./document.queries.ts";
export { type CountryRate, listOffers, listProductIds, listRates, type Offer } from "./queries.ts";

export const catalogModule: Module = { name: "catalog", resources: [product, taxRate], actions: [] };
