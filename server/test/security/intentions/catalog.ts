import type { Intentions } from "./intentions.ts";

export const catalog: Intentions = {
  permissions: {
    "products:read": {
      says: "The catalog is for everybody, also for those who buy.",
      roles: ["admin", "sales", "warehouse", "finance", "integration", "auditor", "buyer"],
      opens: ["products.list", "products.get"],
    },
    "products:write": {
      says: "Administrators keep the catalog, and the programs that bring it from elsewhere.",
      roles: ["admin", "integration"],
      opens: ["products.create", "products.update", "products.delete"],
    },
    "products:see_cost": {
      says: "What goods cost is for administration, finance and audit.",
      roles: ["admin", "finance", "auditor"],
      opens: [],
      shows: ["product.unit_cost"],
    },
    "products:see_internal": {
      says: "What staff note of a product and what it is called elsewhere is for everybody but those who buy.",
      roles: ["admin", "sales", "warehouse", "finance", "integration", "auditor"],
      opens: [],
      shows: ["product.internal_note", "product.external_reference"],
    },
    "tax_rates:read": {
      says: "All who work here see which tax applies; a buyer sees it on their order.",
      roles: ["admin", "sales", "warehouse", "finance", "integration", "auditor"],
      opens: ["tax_rates.list", "tax_rates.get"],
    },
    "tax_rates:write": {
      says: "Taxes are finance's.",
      roles: ["admin", "finance"],
      opens: ["tax_rates.create", "tax_rates.update", "tax_rates.delete"],
    },
  },
  scoped: { product: "whole", tax_rate: "whole" },
  // what everybody shares is not changed by who sees a part, nor would they be told whether others refer to it
  wholeOnly: [
    "products.create",
    "products.update",
    "products.delete",
    "tax_rates.create",
    "tax_rates.update",
    "tax_rates.delete",
  ],
};
