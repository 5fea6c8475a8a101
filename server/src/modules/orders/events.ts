import { defineEvent } from "#platform/events";

const data = { customer_id: "Who buys." };

export const orderPlaced = defineEvent<{ customer_id: string }>({
  type: "order.placed",
  subject: "order",
  describe: "A customer ordered: stock is reserved.",
  data,
});

export const orderConfirmed = defineEvent<{ customer_id: string }>({
  type: "order.confirmed",
  subject: "order",
  describe: "An order was looked at and confirmed: it can be shipped.",
  data,
});

export const orderCancelled = defineEvent<{ customer_id: string }>({
  type: "order.cancelled",
  subject: "order",
  describe: "An order was cancelled: its stock is free again.",
  data,
});

export const orderRecorded = defineEvent<{ customer_id: string }>({
  type: "order.recorded",
  subject: "order",
  describe: "An order of the past was taken over from another system. Nothing is to be done for it.",
  data,
});

export const orderAnnotated = defineEvent<{ customer_id: string }>({
  type: "order.annotated",
  subject: "order",
  describe: "Staff changed what they keep about an order for themselves.",
  data,
});
