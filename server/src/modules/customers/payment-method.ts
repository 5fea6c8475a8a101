/** Who pays before delivery, and who is trusted to pay later. */
export const paymentMethods = ["prepaid", "on_account"] as const;
export type PaymentMethod = (typeof paymentMethods)[number];
