import { defineEvent } from "#platform/events";

export const stockMoved = defineEvent<{ product_id: string; warehouse_id: string; reason: string }>({
  type: "stock_movement.recorded",
  subject: "stock_movement",
  describe: "The quantity on hand of a product in a warehouse changed.",
  data: {
    product_id: "The product.",
    warehouse_id: "The warehouse.",
    reason: "received, adjusted, returned or lost.",
  },
});
