/** ERPNext's names for our kinds, and how a document of theirs is read. Pure. */
import type { ErpKind, Fields, TheirObject, Value } from "./contract.ts";

/** Holds the id of our object; a custom field that whoever runs ERPNext adds, unique. */
export const uniqueField = "plinth_id";

export const doctypes: Record<ErpKind, string> = {
  customers: "Customer",
  products: "Item",
  orders: "Sales Order",
  payments: "Payment Entry",
};

/** What a document has at its first level and we write, or compare. Lists are read by the columns that we write. */
const written: Record<ErpKind, readonly string[]> = {
  customers: [
    "customer_name",
    "customer_type",
    "customer_group",
    "territory",
    "tax_id",
    "default_currency",
    "disabled",
    "is_frozen",
  ],
  products: ["item_code", "item_name", "item_group", "stock_uom", "description", "is_stock_item", "disabled"],
  orders: [
    "customer",
    "company",
    "transaction_date",
    "currency",
    "po_no",
    "selling_price_list",
    "set_warehouse",
    "items",
    "taxes",
    "grand_total",
    "docstatus",
  ],
  payments: [
    "payment_type",
    "party_type",
    "party",
    "company",
    "posting_date",
    "paid_to",
    "paid_amount",
    "reference_no",
    "references",
    "docstatus",
  ],
};

const columns: Record<string, readonly string[]> = {
  items: ["item_code", "qty", "rate"],
  taxes: ["charge_type", "account_head", "tax_amount"],
  references: ["reference_doctype", "reference_name", "allocated_amount"],
};

/** The columns that a list can show: lists of a document are not among them. */
export function listed(kind: ErpKind): string[] {
  const own = written[kind].filter((name) => columns[name] === undefined);
  const standing = kind === "orders" || kind === "payments" ? ["status"] : [];
  return ["name", "creation", "modified", uniqueField, ...standing, ...own];
}

export type Document = { [name: string]: Value };

/** @param whole false for a row of a list, which shows less */
export function read(kind: ErpKind, document: Document, whole: boolean): TheirObject {
  const name = textOf(document.name) ?? "";
  const version = textOf(document.modified);
  const fields: Fields = {};
  for (const field of written[kind]) {
    if (field in document || whole) fields[field] = shown(field, document[field] ?? null);
  }
  return {
    externalId: name,
    ourId: textOf(document[uniqueField]) ?? undefined,
    number: name,
    status: statusOf(kind, document),
    version,
    untouched: version !== null && version === textOf(document.creation),
    fields,
  };
}

function shown(field: string, value: Value): Value {
  const wanted = columns[field];
  if (wanted === undefined || !Array.isArray(value)) return value;
  return value.map((row) =>
    row !== null && typeof row === "object" && !Array.isArray(row)
      ? Object.fromEntries(wanted.map((column) => [column, row[column] ?? null]))
      : row,
  );
}

function statusOf(kind: ErpKind, document: Document): string | null {
  if (kind === "customers" || kind === "products") return document.disabled ? "Disabled" : "Enabled";
  if (document.docstatus === 2) return "Cancelled";
  return textOf(document.status) ?? (document.docstatus === 0 ? "Draft" : "Submitted");
}

export function textOf(value: Value | undefined): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
