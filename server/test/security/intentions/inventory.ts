import type { Intentions } from "./intentions.ts";

export const inventory: Intentions = {
  permissions: {
    "inventory:read": {
      says: "Stock is for those who sell, move or count it. It is no buyer's to see, and no account's that sees some customers only.",
      roles: ["admin", "sales", "warehouse", "integration", "auditor"],
      opens: [
        "warehouses.list",
        "warehouses.get",
        "stock_levels.list",
        "stock_levels.get",
        "stock_movements.list",
        "stock_movements.get",
      ],
    },
    "inventory:write": {
      says: "The warehouse moves stock, and so do the programs that count it.",
      roles: ["admin", "warehouse", "integration"],
      opens: ["warehouses.create", "warehouses.update", "warehouses.delete", "stock_movements.create"],
    },
  },
  scoped: { warehouse: "nothing", stock_level: "nothing", stock_movement: "nothing" },
  wholeOnly: ["warehouses.delete"],
};
