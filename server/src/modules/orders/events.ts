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
  describe:
    "An order was confirmed and can be shipped: by a person, or by itself because it fits the customer's credit or is paid in full. The actor says which.",
  data,
});

export const orderHeld = defineEvent<{ customer_id: string }>({
  type: "order.held",
  subject: "order",
  describe:
    "An order waits for a person, who confirms or cancels it: it does not fit the customer's credit, or a second person must look at it.",
  data,
});

export const orderPaid = defineEvent<{ customer_id: string }>({
  type: "order.paid",
  subject: "order",
  describe:
    "All that an order costs was received, for the first time. What is given back later changes nothing of it.",
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
