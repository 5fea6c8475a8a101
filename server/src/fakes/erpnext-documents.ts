/** What a site of ERPNext holds, and the rules of Frappe and ERPNext that a caller meets. */

export type Row = { [name: string]: unknown };

/** @throws FrappeError where Frappe would refuse. */
export type Documents = {
  list(doctype: string, query: URLSearchParams): Row[];
  get(doctype: string, name: string): Row;
  insert(doctype: string, body: Row): Row;
  update(doctype: string, name: string, body: Row): Row;
  /** Somebody at a desk there changes a document, which only stamps it anew when nothing is given. */
  edit(doctype: string, name: string, changes: Row): void;
  remove(doctype: string, name: string): void;
  /** Every document of a kind, in the order in which they were made. */
  all(doctype: string): Row[];
  /** Takes the custom field away from a kind, as if nobody had ever added it. */
  withoutField(doctype: string): void;
};

export class FrappeError extends Error {
  readonly status: number;
  readonly kind: string;

  constructor(status: number, kind: string) {
    super(kind);
    this.status = status;
    this.kind = kind;
  }
}

/** Frappe answers 417 to whatever breaks a rule. */
const refuse = (kind: string) => new FrappeError(417, kind);

const mandatory: Record<string, string[]> = {
  Customer: ["customer_name", "customer_group", "territory"],
  Item: ["item_code", "item_group", "stock_uom"],
  "Sales Order": ["customer", "company", "currency", "delivery_date", "items"],
  "Payment Entry": ["party", "paid_to", "paid_amount", "received_amount", "reference_no", "reference_date"],
};
const submittable = new Set(["Sales Order", "Payment Entry"]);
const series: Record<string, string> = { "Sales Order": "SAL-ORD-2026-", "Payment Entry": "ACC-PAY-2026-" };

export function createDocuments(): Documents {
  const kinds = new Map(Object.keys(mandatory).map((doctype) => [doctype, new Map<string, Row>()]));
  const fieldless = new Set<string>();
  let stamped = Date.UTC(2026, 0, 1) * 1_000;
  let numbered = 0;

  const of = (doctype: string): Map<string, Row> => {
    const rows = kinds.get(doctype);
    if (rows === undefined) throw new FrappeError(404, "DoesNotExistError");
    return rows;
  };
  /** No two savings have one moment, unless they are told to. */
  const stamp = (): string => {
    stamped += 1_000;
    const at = new Date(stamped / 1_000).toISOString();
    return `${at.slice(0, 10)} ${at.slice(11, 23)}${String(stamped % 1_000).padStart(3, "0")}`;
  };

  function nameOf(doctype: string, body: Row): string {
    if (doctype === "Item") return String(body.item_code);
    if (doctype !== "Customer") return `${series[doctype]}${String(++numbered).padStart(5, "0")}`;
    const wanted = String(body.customer_name);
    const rows = of(doctype);
    for (let i = 0; ; i++) {
      const name = i === 0 ? wanted : `${wanted} - ${i}`;
      if (!rows.has(name)) return name;
    }
  }

  function check(doctype: string, row: Row): void {
    for (const field of mandatory[doctype] ?? []) {
      const value = row[field];
      if (value === undefined || value === null || value === "") throw refuse("MandatoryError");
    }
    for (const other of of(doctype).values()) {
      if (row.plinth_id && other.plinth_id === row.plinth_id && other.name !== row.name)
        throw refuse("UniqueValidationError");
    }
    if (doctype === "Sales Order") {
      link("Customer", row.customer);
      for (const line of rowsOf(row.items)) link("Item", line.item_code);
    }
    if (doctype === "Payment Entry") {
      link("Customer", row.party);
      for (const reference of rowsOf(row.references)) {
        if (link("Sales Order", reference.reference_name).docstatus !== 1) throw refuse("ValidationError");
      }
    }
  }

  function link(doctype: string, name: unknown): Row {
    const row = of(doctype).get(String(name));
    if (row === undefined) throw refuse("LinkValidationError");
    return row;
  }

  return {
    list(doctype, query) {
      if (doctype === "Custom Field") return customFields(query, [...kinds.keys()], fieldless);
      const filters = JSON.parse(query.get("filters") ?? "[]") as [string, string, string][];
      if (fieldless.has(doctype) && filters.some(([field]) => field === "plinth_id"))
        throw refuse("DataError");
      const fields = JSON.parse(query.get("fields") ?? '["name"]') as string[];
      const start = Number(query.get("limit_start") ?? 0);
      return [...of(doctype).values()]
        .filter((row) => filters.every(([field, operator, value]) => fits(row[field], operator, value)))
        .sort((a, b) => order(a.modified, b.modified) || order(a.name, b.name))
        .slice(start, start + Number(query.get("limit_page_length") ?? 20))
        .map((row) => Object.fromEntries(fields.map((field) => [field, row[field] ?? null])));
    },

    get(doctype, name) {
      const row = of(doctype).get(name);
      if (row === undefined) throw new FrappeError(404, "DoesNotExistError");
      return structuredClone(row);
    },

    insert(doctype, body) {
      const at = stamp();
      const row: Row = { docstatus: 0, ...structuredClone(body), creation: at, modified: at };
      row.name = nameOf(doctype, row);
      if (of(doctype).has(String(row.name))) throw new FrappeError(409, "DuplicateEntryError");
      compute(doctype, row);
      check(doctype, row);
      of(doctype).set(String(row.name), row);
      return structuredClone(row);
    },

    update(doctype, name, body) {
      const before = this.get(doctype, name);
      if ("modified" in body && body.modified !== before.modified) throw refuse("TimestampMismatchError");
      const row: Row = {
        ...before,
        ...structuredClone(body),
        name,
        creation: before.creation,
        modified: stamp(),
      };
      transition(doctype, before, row);
      compute(doctype, row);
      check(doctype, row);
      of(doctype).set(name, row);
      return structuredClone(row);
    },

    edit(doctype, name, changes) {
      const row = of(doctype).get(name);
      if (row === undefined) throw new FrappeError(404, "DoesNotExistError");
      Object.assign(row, changes, { modified: changes.modified ?? stamp() });
    },
    remove: (doctype, name) => void of(doctype).delete(name),
    all: (doctype) => [...of(doctype).values()].map((row) => structuredClone(row)),
    withoutField: (doctype) => void fieldless.add(doctype),
  };
}

/** A submitted document keeps its content; it is cancelled, and a cancelled one stays that. */
function transition(doctype: string, before: Row, after: Row): void {
  if (!submittable.has(doctype)) return;
  const [from, to] = [Number(before.docstatus ?? 0), Number(after.docstatus ?? 0)];
  if (to < from || (from === 0 && to === 2) || from === 2) throw refuse("DocstatusTransitionError");
  if (from !== 1) return;
  for (const field of ["customer", "items", "taxes", "currency", "paid_amount", "references"]) {
    if (JSON.stringify(before[field]) !== JSON.stringify(after[field]))
      throw refuse("UpdateAfterSubmitError");
  }
}

/** Totals are theirs to compute: lines to two places, with rates of nine. */
function compute(doctype: string, row: Row): void {
  if (doctype === "Sales Order") {
    const lines = rowsOf(row.items).reduce(
      (sum, line) => sum + cents(Number(line.qty) * Number(line.rate)),
      0,
    );
    const taxes = rowsOf(row.taxes).reduce((sum, tax) => sum + cents(Number(tax.tax_amount)), 0);
    row.total = lines / 100;
    row.grand_total = (lines + taxes) / 100;
    row.status = ["Draft", "To Deliver and Bill", "Cancelled"][Number(row.docstatus ?? 0)];
  }
  if (doctype === "Payment Entry")
    row.status = ["Draft", "Submitted", "Cancelled"][Number(row.docstatus ?? 0)];
}

const cents = (amount: number) => Math.round(amount * 100 + 1e-7);

function customFields(query: URLSearchParams, doctypes: string[], fieldless: Set<string>): Row[] {
  const filters = JSON.parse(query.get("filters") ?? "[]") as [string, string, string][];
  const wanted = filters.find(([field]) => field === "dt")?.[2];
  return doctypes
    .filter((doctype) => doctype === wanted && !fieldless.has(doctype))
    .map((doctype) => ({ name: `${doctype}-plinth_id`, unique: 1 }));
}

function fits(value: unknown, operator: string, wanted: string): boolean {
  if (operator === "is")
    return (value !== undefined && value !== null && value !== "") === (wanted === "set");
  const found = String(value ?? "");
  if (operator === "=") return found === wanted;
  if (operator === ">") return found > wanted;
  if (operator === ">=") return found >= wanted;
  throw refuse("ValidationError");
}

function order(a: unknown, b: unknown): number {
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

function rowsOf(value: unknown): Row[] {
  return Array.isArray(value) ? (value as Row[]) : [];
}
