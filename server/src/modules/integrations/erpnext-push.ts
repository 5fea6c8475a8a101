/** Bringing one object to ERPNext, once: looked up by the unique field, made as a draft, submitted when its total is right. */
import { ErpFailure, type Fields, type TheirObject, type Value, type Wish } from "./contract.ts";
import { type Calls, getDocument, listDocuments, type Written, writeDocument } from "./erpnext-ask.ts";
import type { ErpnextConfiguration } from "./erpnext-configuration.ts";
import { type Document, doctypes, read, textOf, uniqueField } from "./erpnext-doctypes.ts";
import { same } from "./marks.ts";
import type { Hands } from "./push-once.ts";

export function hands(wish: Wish, calls: Calls): Hands {
  const { kind, id } = wish;
  const doctype = doctypes[kind];
  // as it was last seen: it says more than what is compared
  let document: Document = {};
  const seen = (written: Written): TheirObject | "again" => {
    if (written === "again") return "again";
    document = written;
    return read(kind, written, true);
  };

  return {
    async find() {
      const found = await findDocument(calls, doctype, wish);
      if (found !== undefined) document = found;
      return found && read(kind, found, true);
    },

    async create(fields) {
      const made = await writeDocument(calls, "POST", [doctype], draftOf(wish, fields, calls.configuration));
      if (made !== "again" || kind !== "products") return await submitted(seen(made), fields);
      return seen(await adopt(calls, id, fields));
    },

    async update(there, names, fields) {
      if (names.includes("item_code")) throw renamed();
      if (names.includes("docstatus") && document.docstatus === 0)
        return await submitted(there, fields, names);
      return seen(await change(there, pick(fields, names)));
    },
  };

  /** A draft becomes a document that counts; until then nobody there acts on it. */
  async function submitted(
    there: TheirObject | "again",
    fields: Fields,
    names?: string[],
  ): Promise<TheirObject | "again"> {
    if (there === "again" || fields.docstatus === undefined || there.fields.docstatus === fields.docstatus)
      return there;
    const others = (names ?? []).filter((name) => name !== "docstatus");
    if (others.length > 0) {
      const changed = seen(await change(there, pick(fields, others)));
      return changed === "again" ? changed : await submitted(changed, fields);
    }
    if (kind === "orders") checkTotal(there, fields);
    return seen(await change(there, { docstatus: 1 }));
  }

  /** Frappe compares `modified` with its own: what somebody changed in between is not written over. */
  function change(there: TheirObject, fields: Fields): Promise<Written> {
    return writeDocument(calls, "PUT", [doctype, there.externalId], { ...fields, modified: there.version });
  }
}

async function findDocument(
  calls: Calls,
  doctype: string,
  { id, externalId }: Wish,
): Promise<Document | undefined> {
  if (externalId !== undefined) {
    const known = await getDocument(calls, doctype, externalId);
    if (known !== undefined && known[uniqueField] === id) return known;
  }
  // never acknowledged, or renamed there
  const [row] = await listDocuments(calls, doctype, {
    fields: ["name"],
    filters: [[uniqueField, "=", id]],
    limit: 1,
  });
  const name = textOf(row?.name);
  return name === null ? undefined : await getDocument(calls, doctype, name);
}

function draftOf({ kind, id }: Wish, fields: Fields, configuration: ErpnextConfiguration): Document {
  const draft: Document = { ...pick(fields, Object.keys(fields)), [uniqueField]: id };
  if (kind === "orders") {
    const day = dayAfter(String(fields.transaction_date), configuration.delivery_days ?? 0);
    Object.assign(draft, {
      docstatus: 0,
      order_type: "Sales",
      delivery_date: day,
      ignore_pricing_rule: 1,
      disable_rounded_total: 1,
      items: rows(fields.items).map((row) => ({ ...row, delivery_date: day })),
      taxes: rows(fields.taxes).map((row) => ({ ...row, description: row.account_head ?? "Tax" })),
    });
  }
  if (kind === "payments")
    Object.assign(draft, {
      docstatus: 0,
      received_amount: fields.paid_amount,
      reference_date: fields.posting_date,
    });
  return draft;
}

/**
 * An item of that code is there and is nobody's: it is taken for ours, and nothing else of it is changed. Where it
 * differs, the comparison that follows asks a person.
 */
async function adopt(calls: Calls, id: string, fields: Fields): Promise<Written> {
  const doctype = doctypes.products;
  const there = await getDocument(calls, doctype, String(fields.item_code));
  if (there === undefined) return "again";
  const owner = textOf(there[uniqueField]);
  if (owner !== null && owner !== id)
    throw new ErpFailure(
      "erp_taken",
      "Another product has been pushed under this SKU. Rename one of the two items.",
      {
        retryable: false,
      },
    );
  if (owner === null)
    await writeDocument(calls, "PUT", [doctype, String(there.name)], {
      [uniqueField]: id,
      modified: there.modified ?? null,
    });
  return "again";
}

/** Every cent: where prices have more places than theirs, it would be another order. */
function checkTotal(there: TheirObject, fields: Fields): void {
  if (same(there.fields.grand_total, fields.grand_total)) return;
  throw new ErpFailure(
    "erp_other_total",
    "ERPNext comes to another total, so that the order stays a draft there. Give the rate of Sales Order Item more decimals (Customize Form, precision), delete the draft and push the order again.",
    { retryable: false },
  );
}

const renamed = () =>
  new ErpFailure(
    "erp_renamed",
    "A SKU is the name of an item in ERPNext and is not changed by a push. Rename the item there, then push the product again.",
    { retryable: false },
  );

function pick(fields: Fields, names: string[]): Document {
  return Object.fromEntries(
    names.filter((name) => name !== "grand_total").map((name) => [name, fields[name] ?? null]),
  );
}

function rows(value: Value | undefined): Document[] {
  return Array.isArray(value) ? (value as Document[]) : []; // as map wrote it
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
