/**
 * Fills the demonstration company, through the same verbs as the API: what a visitor sees has passed every
 * rule, and has its audit rows and events. What is there already is left alone, so that an interrupted
 * seeding is simply done again.
 */
import type { App } from "#app";
import type { Context } from "#platform/access";
import { sql, trusted } from "#platform/db";
import { offers, perform, performAll } from "../perform.ts";
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
  if (offers(app, "stock_movements.create")) {
    const received = products.flatMap(({ external_reference, stock }) =>
      stock === 0
        ? []
        : [
            {
              external_reference: `${external_reference}-opening`,
              product_id: idOf(productIds, external_reference),
              quantity: stock,
              reason: "received",
              note: "Opening stock of the demonstration",
            },
          ],
    );
    const known = await references(app, context, "stock_movements", "external_reference");
    for (const movement of received) {
      if (!known.has(movement.external_reference))
        await perform(app, context, "stock_movements.create", movement);
    }
  }
  if (offers(app, "orders.place")) {
    const known = await references(app, context, "orders", "customer_reference");
    for (const { customer, lines, ...order } of orders) {
      if (known.has(order.customer_reference)) continue;
      const wanted = lines.map(({ product, ...line }) => ({
        ...line,
        product_id: idOf(productIds, product),
      }));
      await perform(app, context, "orders.place", {
        ...order,
        customer_id: idOf(customerIds, customer),
        lines: wanted,
      });
    }
  }
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
