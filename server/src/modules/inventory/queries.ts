import { type Statement, sql, type Tx } from "#platform/db";
import { type Allocation, type Level, OpenStock } from "./stock.ts";

/**
 * Locks the stock of these products, by product and warehouse, so that rivals wait in one order and never
 * deadlock. Reaches beyond the actor's scope: a buyer's order takes stock that the buyer may not read.
 */
export function openStock(tx: Tx, productIds: string[]): Promise<OpenStock> {
  return tx.beyondScope(async () => {
    // the priority is a look-up and not a join: a join was planned over every level of the organization
    const levels = await tx.query<Level>(sql`
      select l.product_id as "productId", l.warehouse_id as "warehouseId",
             (select w.priority from warehouses w where w.organization_id = l.organization_id and w.id = l.warehouse_id) as priority,
             (l.available * 1000)::bigint as "availableMilli"
        from stock_levels l
       where l.organization_id = ${tx.context.organizationId} and l.product_id = any (${productIds}::uuid[])
       order by l.product_id, l.warehouse_id
         for update of l`);
    return new OpenStock(levels);
  });
}

export type Reservation = Allocation & { orderLineId: string };

/** Writes reservations that were taken from an open stock. Sent without waiting: the commit tells. */
export function reserveAll(tx: Tx, reservations: Reservation[]): Promise<void> {
  return tx.beyondScope(async () => {
    const { organizationId } = tx.context;
    moveReserved(tx, reservations);
    tx.later(sql`
      insert into reservations (organization_id, order_line_id, product_id, warehouse_id, quantity)
      select ${organizationId}, x."orderLineId", x."productId", x."warehouseId", x."quantityMilli" / 1000.0
        from json_to_recordset(${JSON.stringify(reservations)}::json)
             as x("orderLineId" uuid, "productId" uuid, "warehouseId" uuid, "quantityMilli" numeric)`);
  });
}

/** Gives back what these order lines hold, once; lines that hold nothing any more give nothing. */
export function releaseAll(tx: Tx, orderLineIds: string[]): Promise<void> {
  return tx.beyondScope(async () => {
    const released = await tx.query<Allocation>(sql`
      update reservations
         set released_at = plinth.now()
       where organization_id = ${tx.context.organizationId} and order_line_id = any (${orderLineIds}::uuid[]) and released_at is null
      returning product_id as "productId", warehouse_id as "warehouseId", (quantity * -1000)::bigint as "quantityMilli"`);
    if (released.length > 0) moveReserved(tx, released);
  });
}

function moveReserved(tx: Tx, moves: Allocation[]): void {
  const sums = new Map<string, Allocation>();
  for (const { productId, warehouseId, quantityMilli } of moves) {
    const key = `${productId} ${warehouseId}`;
    sums.set(key, {
      productId,
      warehouseId,
      quantityMilli: (sums.get(key)?.quantityMilli ?? 0) + quantityMilli,
    });
  }
  const levels = [...sums.values()];
  tx.later(sql`
    update stock_levels l
       set reserved = l.reserved + x.milli / 1000.0, version = l.version + 1, updated_at = plinth.now()
      from unnest(${levels.map(({ productId }) => productId)}::uuid[], ${levels.map(({ warehouseId }) => warehouseId)}::uuid[],
                  ${levels.map(({ quantityMilli }) => quantityMilli)}::numeric[]) x(product_id, warehouse_id, milli)
     where l.organization_id = ${tx.context.organizationId}
       and l.product_id = x.product_id and l.warehouse_id = x.warehouse_id
       and l.product_id = any (${levels.map(({ productId }) => productId)}::uuid[])`);
}

export type LockedLevel = {
  productId: string;
  warehouseId: string;
  onHandMilli: number;
  reservedMilli: number;
};

/** Makes the levels that are missing where something is added, and locks them all, by product and warehouse. */
export function lockLevels(
  tx: Tx,
  pairs: { productId: string; warehouseId: string; quantity: number }[],
): Promise<LockedLevel[]> {
  const { organizationId } = tx.context;
  const adding = pairs.map(({ quantity }) => quantity > 0);
  const products = pairs.map(({ productId }) => productId);
  const warehouses = pairs.map(({ warehouseId }) => warehouseId);
  tx.later(sql`
    insert into stock_levels (organization_id, product_id, warehouse_id)
    select distinct ${organizationId}::uuid, x.product_id, x.warehouse_id
      from unnest(${products}::uuid[], ${warehouses}::uuid[], ${adding}::boolean[]) x(product_id, warehouse_id, adding)
     where x.adding
     order by x.product_id, x.warehouse_id
        on conflict (organization_id, product_id, warehouse_id) do nothing`);
  return tx.query<LockedLevel>(sql`
    select l.product_id as "productId", l.warehouse_id as "warehouseId",
           (l.on_hand * 1000)::bigint as "onHandMilli", (l.reserved * 1000)::bigint as "reservedMilli"
      from stock_levels l
     where l.organization_id = ${organizationId}
       and (l.product_id, l.warehouse_id) in (select * from unnest(${products}::uuid[], ${warehouses}::uuid[]))
     order by l.product_id, l.warehouse_id
       for update of l`);
}

export type Movement = {
  id: string;
  productId: string;
  warehouseId: string;
  quantity: number;
  reason: string;
  note: string | null;
  externalReference: string | null;
};

/** Writes movements to the ledger and adds them to the levels. */
export async function insertMovements(tx: Tx, movements: Movement[]): Promise<void> {
  const { organizationId } = tx.context;
  const rows = JSON.stringify(movements);
  tx.later(sql`
    update stock_levels l
       set on_hand = l.on_hand + x.quantity, version = l.version + 1, updated_at = plinth.now()
      from (select y."productId", y."warehouseId", sum(y.quantity) as quantity
              from json_to_recordset(${rows}::json) as y("productId" uuid, "warehouseId" uuid, quantity numeric)
             group by 1, 2) x
     where l.organization_id = ${organizationId} and l.product_id = x."productId" and l.warehouse_id = x."warehouseId"`);
  await tx.query(sql`
    insert into stock_movements (organization_id, id, product_id, warehouse_id, quantity, reason, note, external_reference)
    select ${organizationId}, x.id, x."productId", x."warehouseId", x.quantity, x.reason, x.note, x."externalReference"
      from json_to_recordset(${rows}::json)
           as x(id uuid, "productId" uuid, "warehouseId" uuid, quantity numeric, reason text, note text, "externalReference" text)`);
}

/** The ids of warehouses, the one taken from first (the default) in front. */
export async function warehousesByPriority(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    sql`select id from warehouses where organization_id = ${tx.context.organizationId} order by priority, id`,
  );
  return rows.map(({ id }) => id);
}

/** Which of these external references the ledger has already. */
export async function knownMovements(tx: Tx, references: string[]): Promise<Set<string>> {
  const rows = await tx.query<{ external_reference: string }>(sql`
    select external_reference from stock_movements
     where organization_id = ${tx.context.organizationId} and external_reference = any (${references}::text[])`);
  return new Set(rows.map(({ external_reference }) => external_reference));
}

/** What order lines hold, `(order_line_id, product_id, quantity, released_at)`, as a part of the statements of others. */
export const reservationsOf = (organizationId: string): Statement => sql`
  select order_line_id, product_id, quantity, released_at from reservations where organization_id = ${organizationId}`;
