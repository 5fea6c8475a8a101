/**
 * Fills the demonstration company, through the same verbs as the API: what a visitor sees has passed every
 * rule, and has its audit rows and events. What is there already is left alone, so that an interrupted
 * seeding is simply done again.
 */
import type { App } from "#app";
import type { Context } from "#platform/access";
import { sql, trusted } from "#platform/db";
import { performAll } from "../perform.ts";
import { customers } from "./customers.ts";
import { orders } from "./orders.ts";
import { products } from "./products.ts";

export async function seedDemonstration(app: App, context: Context): Promise<void> {
  const customerIds = await ensure(
    app,
    context,
    "customers",
    customers.map(({ contacts: _, addresses: __, ...customer }) => customer),
  );
  const people = customers.flatMap(({ external_reference, contacts }) =>
    contacts.map((contact) => ({ ...contact, customer_id: idOf(customerIds, external_reference) })),
  );
  const places = customers.flatMap(({ external_reference, addresses }) =>
    addresses.map((address) => ({ ...address, customer_id: idOf(customerIds, external_reference) })),
  );
  await ensure(app, context, "contacts", numbered(people, "contact"));
  await ensure(app, context, "addresses", numbered(places, "address"));

  const productIds = await ensure(
    app,
    context,
    "products",
    products.map(({ stock: _, ...product }) => product),
  );
  const opening = products.flatMap(({ external_reference, stock }) =>
    stock === 0 ? [] : [received(external_reference, idOf(productIds, external_reference), stock)],
  );
  await ensure(app, context, "stock_movements", opening);

  const known = await references(app, context, "orders", "customer_reference");
  const wanted = orders
    .filter(({ customer_reference }) => !known.has(customer_reference))
    .map(({ customer, lines, ...order }) => ({
      ...order,
      customer_id: idOf(customerIds, customer),
      lines: lines.map(({ product, ...line }) => ({ ...line, product_id: idOf(productIds, product) })),
    }));
  await performAll(app, context, "orders.place", wanted);
}

function received(product: string, product_id: string, quantity: number) {
  const note = "Opening stock of the demonstration";
  return { external_reference: `${product}-opening`, product_id, quantity, reason: "received", note };
}

/** Makes those that are missing; answers the ids of all by their external reference. */
async function ensure(
  app: App,
  context: Context,
  table: string,
  wanted: { external_reference: string }[],
): Promise<Map<string, string>> {
  const known = await references(app, context, table, "external_reference");
  await performAll(
    app,
    context,
    `${table}.create`,
    wanted.filter(({ external_reference }) => !known.has(external_reference)),
  );
  return await references(app, context, table, "external_reference");
}

async function references(
  app: App,
  context: Context,
  table: string,
  column: string,
): Promise<Map<string, string>> {
  const rows = await app.database.read<{ id: string; name: string }>(
    context,
    sql`
    select id, ${trusted(column)} as name
      from ${trusted(table)}
     where organization_id = ${context.organizationId} and ${trusted(column)} is not null`,
  );
  return new Map(rows.map(({ id, name }) => [name, id]));
}

function numbered<Item extends object>(
  items: Item[],
  word: string,
): (Item & { external_reference: string })[] {
  return items.map((item, i) => ({ ...item, external_reference: `demo-${word}-${i + 1}` }));
}

function idOf(ids: Map<string, string>, reference: string): string {
  const id = ids.get(reference);
  if (id === undefined) throw new Error(`the demonstration names "${reference}", which it does not have`);
  return id;
}
