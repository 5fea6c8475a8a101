/** Ours as ERPNext's documents. Pure: what `push` sends is what stands here. */

import {
  type ErpConnector,
  ErpFailure,
  type Fields,
  type OurCustomer,
  type OurObject,
  type OurOrder,
  type OurPayment,
  type OurProduct,
  type Reference,
  type Value,
} from "./contract.ts";
import { decimalOf, numberOf, reducedPrice, taxByRate } from "./decimals.ts";
import type { ErpnextConfiguration } from "./erpnext-configuration.ts";

type Known = (reference: Reference) => string;

/** An order needs its customer and items, a payment its customer and order. */
export function needs(object: OurObject): Reference[] {
  switch (object.kind) {
    case "orders": {
      const products = new Set(object.lines.map(({ product_id }) => product_id));
      return [
        { kind: "customers", id: object.customer_id },
        ...[...products].map((id): Reference => ({ kind: "products", id })),
      ];
    }
    case "payments":
      return [
        { kind: "customers", id: object.customer_id },
        { kind: "orders", id: object.order_id },
      ];
    default:
      return [];
  }
}

export const map: ErpConnector<ErpnextConfiguration>["map"] = (object, known, configuration) => {
  switch (object.kind) {
    case "customers":
      return customer(object, configuration);
    case "products":
      return item(object, configuration);
    case "orders":
      return salesOrder(object, known, configuration);
    case "payments":
      return paymentEntry(object, known, configuration);
  }
};

function customer(ours: OurCustomer, configuration: ErpnextConfiguration): Fields {
  return {
    customer_name: ours.name,
    customer_type: "Company",
    customer_group: configuration.customer_group ?? "Commercial",
    territory: configuration.territory ?? "All Territories",
    tax_id: ours.tax_id,
    default_currency: ours.currency,
    disabled: ours.status === "archived" ? 1 : 0,
    // a frozen customer takes no postings there
    is_frozen: ours.status === "on_hold" ? 1 : 0,
  };
}

function item(ours: OurProduct, configuration: ErpnextConfiguration): Fields {
  return {
    item_code: ours.sku,
    item_name: ours.name,
    item_group: configuration.item_group ?? "Products",
    stock_uom: configuration.units?.[ours.unit] ?? ours.unit,
    description: ours.description ?? ours.name,
    is_stock_item: 1,
    disabled: ours.status === "discontinued" ? 1 : 0,
  };
}

function salesOrder(ours: OurOrder, known: Known, configuration: ErpnextConfiguration): Fields {
  const { currency } = ours;
  return {
    customer: known({ kind: "customers", id: ours.customer_id }),
    company: configuration.company,
    transaction_date: ours.placed_on,
    currency,
    po_no: ours.customer_reference,
    selling_price_list: configuration.price_list ?? "Standard Selling",
    set_warehouse: configuration.warehouse ?? null,
    items: [...ours.lines]
      .sort((a, b) => a.position - b.position)
      .map((line) => ({
        item_code: known({ kind: "products", id: line.product_id }),
        qty: line.quantity,
        // without its discount: a price list of theirs must not take a part in it
        rate: numberOf(reducedPrice(line.unit_price, line.discount_percent)),
      })),
    taxes: taxRows(ours, configuration),
    // compared, and never written: it is theirs to compute
    grand_total: numberOf(decimalOf(ours.total_minor, currency)),
    docstatus: ours.status === "cancelled" ? 2 : 1,
  };
}

/** The tax as it was computed here, to the cent: theirs would round line by line. */
function taxRows({ lines, currency }: OurOrder, configuration: ErpnextConfiguration): Value[] {
  return [...taxByRate(lines)].flatMap(([rate, minor]) => {
    if (minor === 0) return [];
    const account = configuration.tax_accounts?.[rate] ?? configuration.tax_account;
    if (account === undefined)
      throw unsayable("no_tax_account", `The connection names no account for the tax of ${rate} %.`);
    return [
      { charge_type: "Actual", account_head: account, tax_amount: numberOf(decimalOf(minor, currency)) },
    ];
  });
}

function paymentEntry(ours: OurPayment, known: Known, configuration: ErpnextConfiguration): Fields {
  const { currency } = ours;
  const account = configuration.bank_accounts?.[currency];
  if (account === undefined)
    throw unsayable("no_bank_account", `The connection names no account for payments in ${currency}.`);
  const amount = numberOf(decimalOf(ours.amount_minor, currency));
  return {
    payment_type: "Receive",
    party_type: "Customer",
    party: known({ kind: "customers", id: ours.customer_id }),
    company: configuration.company,
    posting_date: ours.received_on,
    paid_to: account,
    paid_amount: amount,
    reference_no: ours.reference,
    references: [
      {
        reference_doctype: "Sales Order",
        reference_name: known({ kind: "orders", id: ours.order_id }),
        allocated_amount: amount,
      },
    ],
    docstatus: 1,
  };
}

const unsayable = (code: string, detail: string) => new ErpFailure(code, detail, { retryable: false });
