/** Whether a site of ERPNext is ready for us. */
import { ErpFailure } from "./contract.ts";
import { type Calls, listDocuments } from "./erpnext-ask.ts";
import { doctypes, uniqueField } from "./erpnext-doctypes.ts";

/**
 * Asks for every kind of the connection by the unique field: that shows address, key, roles and field at once.
 * @throws ErpFailure whose detail says what to do
 */
export async function testConnection(calls: Calls): Promise<void> {
  for (const kind of calls.kinds) {
    const doctype = doctypes[kind];
    await listDocuments(calls, doctype, {
      fields: ["name", uniqueField],
      filters: [[uniqueField, "=", "00000000-0000-0000-0000-000000000000"]],
      limit: 1,
    }).catch((error: unknown) => {
      throw error instanceof ErpFailure && error.code === "erp_refused" ? missing(doctype) : error;
    });
    await requireUnique(calls, doctype);
  }
}

/** The field keeps an object from being made twice only if it is unique. Not every user may look at that. */
async function requireUnique(calls: Calls, doctype: string): Promise<void> {
  const fields = await listDocuments(calls, "Custom Field", {
    fields: ["name", "unique"],
    filters: [
      ["dt", "=", doctype],
      ["fieldname", "=", uniqueField],
    ],
    limit: 1,
  }).catch((error: unknown) => {
    if (error instanceof ErpFailure && error.code === "erp_credentials") return undefined;
    throw error;
  });
  if (fields !== undefined && fields[0]?.unique !== 1) throw missing(doctype);
}

const missing = (doctype: string) =>
  new ErpFailure(
    "erp_field_missing",
    `${doctype} has no unique field ${uniqueField}. In ERPNext open Customize Form, choose ${doctype}, and add a field of type Data named ${uniqueField} with Unique, No Copy and Read Only ticked.`,
    { retryable: false },
  );
