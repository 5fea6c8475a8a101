/** An order that was decided on, as the rows that are written. */

import type { PaymentMethod } from "#modules/customers";
import type { AllocatedLine } from "./allocation.ts";
import type { OrderState, Totals } from "./order.ts";
import type { Hold, PaymentStatus } from "./payment.ts";

export type Decided = {
  id: string;
  number: string | null;
  status: OrderState;
  /** By which rule it is confirmed already, as an actor; null where none did. */
  confirmedBy: string | null;
  heldBecause: Hold | null;
  /** Null for recorded orders: nobody is asked for their money here. */
  paymentMethod: PaymentMethod | null;
  paymentStatus: PaymentStatus;
  placedAt: string | null;
  recorded: boolean;
  asked: {
    customer_id: string;
    currency: string;
    customer_reference?: string;
    external_reference?: string;
    internal_note?: string;
  };
  totals: Totals;
  marginMinor: bigint | null;
  lines: AllocatedLine[];
};

export type NewOrder = {
  id: string;
  /** Given for recorded orders; null takes the next of the year's series. */
  number: string | null;
  customer_id: string;
  status: OrderState;
  confirmed_by: string | null;
  held_because: Hold | null;
  payment_method: PaymentMethod | null;
  payment_status: PaymentStatus;
  currency: string;
  customer_reference: string | null;
  external_reference: string | null;
  internal_note: string | null;
  subtotal_minor: string;
  tax_minor: string;
  total_minor: string;
  margin_minor: string | null;
  /** RFC 3339; null is now. */
  placed_at: string | null;
  recorded: boolean;
};

export type NewLine = {
  id: string;
  order_id: string;
  customer_id: string;
  position: number;
  product_id: string;
  sku: string;
  name: string;
  quantity: number;
  unit_price: string;
  discount_percent: number;
  tax_rate_percent: string;
  net_minor: string;
  unit_cost: string | null;
};

export function orderRow(decided: Decided): NewOrder {
  const { id, number, status, placedAt, recorded, asked, totals, marginMinor } = decided;
  return {
    id,
    number,
    status,
    recorded,
    confirmed_by: decided.confirmedBy,
    held_because: decided.heldBecause,
    payment_method: decided.paymentMethod,
    payment_status: decided.paymentStatus,
    placed_at: placedAt,
    customer_id: asked.customer_id,
    currency: asked.currency,
    customer_reference: asked.customer_reference ?? null,
    external_reference: asked.external_reference ?? null,
    internal_note: asked.internal_note ?? null,
    subtotal_minor: String(totals.subtotalMinor),
    tax_minor: String(totals.taxMinor),
    total_minor: String(totals.totalMinor),
    margin_minor: marginMinor === null ? null : String(marginMinor),
  };
}

export function lineRows({ id: orderId, asked, lines }: Decided): NewLine[] {
  return lines.map(
    (
      { id, productId, sku, name, quantity, unitPrice, discountPercent, taxRatePercent, netMinor, unitCost },
      i,
    ) => ({
      id,
      order_id: orderId,
      customer_id: asked.customer_id,
      position: i + 1,
      product_id: productId,
      sku,
      name,
      quantity,
      unit_price: unitPrice,
      discount_percent: discountPercent,
      tax_rate_percent: taxRatePercent,
      net_minor: String(netMinor),
      unit_cost: unitCost,
    }),
  );
}
