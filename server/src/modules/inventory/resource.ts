import { defineResource, integer, one, oneOf, quantity, reference, text } from "#platform/resource";

export const reasons = ["received", "adjusted", "returned", "lost"] as const;

export const warehouse = defineResource({
  name: "warehouse",
  path: "warehouses",
  table: "warehouses",
  describe: "A place where stock lies. Orders take from the one with the lowest priority number first.",
  read: "inventory:read",
  belongs: "hidden",
  write: "inventory:write",
  fields: {
    code: text({ describe: "Short code, unique.", example: "MAIN", max: 32 }),
    name: text({ describe: "What it is called.", example: "Main warehouse" }),
    priority: integer({
      describe: "Lower is taken from first; the lowest is the default warehouse.",
      min: 0,
      max: 10_000,
      default: 100,
      example: 10,
    }),
  },
  filter: ["code"],
  sort: ["priority", "code"],
  unique: ["code"],
  naturalKey: "code",
});

export const stockLevel = defineResource({
  name: "stock_level",
  path: "stock_levels",
  table: "stock_levels",
  describe: "How much of a product lies in a warehouse, and how much of it is promised.",
  read: "inventory:read",
  belongs: "hidden",
  fields: {
    product_id: reference("product", { describe: "The product.", readOnly: true }),
    warehouse_id: reference("warehouse", { describe: "The warehouse.", readOnly: true }),
    on_hand: quantity({
      describe: "What lies there: the sum of the movements.",
      readOnly: true,
      example: 39,
    }),
    reserved: quantity({ describe: "What is promised to orders.", readOnly: true, example: 5 }),
    available: quantity({
      describe: "What can still be promised: on hand less reserved.",
      readOnly: true,
      example: 34,
    }),
  },
  relations: {
    product: one("product", { by: "product_id", describe: "The product." }),
    warehouse: one("warehouse", { by: "warehouse_id", describe: "The warehouse." }),
  },
  filter: ["product_id", "warehouse_id"],
});

export const stockMovement = defineResource({
  name: "stock_movement",
  path: "stock_movements",
  table: "stock_movements",
  describe: "Why a quantity on hand changed: an entry of the append-only ledger.",
  read: "inventory:read",
  belongs: "hidden",
  fields: {
    product_id: reference("product", { describe: "The product that moved." }),
    warehouse_id: reference("warehouse", { describe: "Where; absent is the default warehouse." }),
    quantity: quantity({
      describe: "The change: positive when received or returned, negative when lost, either when adjusted.",
      min: -999_999_999_999,
      example: 40,
    }),
    reason: oneOf(reasons, { describe: "Why it changed." }),
    note: text({ describe: "A remark.", example: "Delivery note 4711", max: 500, optional: true }),
    external_reference: text({
      describe: "The movement's name in another system; unique.",
      example: "GRN-4711",
      max: 100,
      optional: true,
    }),
  },
  relations: {
    product: one("product", { by: "product_id", describe: "The product." }),
    warehouse: one("warehouse", { by: "warehouse_id", describe: "The warehouse." }),
  },
  filter: ["product_id", "warehouse_id", "reason", "created_at", "external_reference"],
  sort: ["created_at"],
  unique: ["external_reference"],
  naturalKey: "external_reference",
});
