/** Who may take money how, in sentences. */
import { type Context, definePermission, type Sentence } from "#platform/access";
import type { PaymentMethod } from "./payment.ts";

export const writePayments = definePermission(
  "payments:write",
  "Record transfers that arrived, and ask providers how payments stand.",
);

/** A transfer is recorded by who has seen the bank's statement; everything else the provider tells us itself. */
export function mayTakeBy(context: Pick<Context, "permissions">, method: PaymentMethod): Sentence {
  if (method !== "bank_transfer" || context.permissions.has(writePayments)) return { allowed: true };
  return {
    allowed: false,
    because: `Recording a bank transfer needs the permission "${writePayments}": it says that money arrived.`,
    denial: { rule: "field", permissions: [writePayments] },
  };
}
