/** What is true of stock whatever happened. */
import { sql } from "#platform/db";
import { defineInvariant, entriesOf, facts, type Invariant, rowsOf } from "#platform/invariants";

const levels = rowsOf({
  name: "stock_levels",
  table: "stock_levels",
  // behind each are its movements and reservations
  sample: 25,
  // levels are as old as their products: those that moved last are found by what moved them
  newest: (organization, limit) => sql`
    select distinct l.id::text as key
      from ((select product_id, warehouse_id from stock_movements
              where organization_id = ${organization} order by id desc limit ${limit}::int)
            union all
            (select product_id, warehouse_id from reservations
              where organization_id = ${organization} order by id desc limit ${limit}::int)) moved
      join stock_levels l
        on l.organization_id = ${organization} and l.product_id = moved.product_id and l.warehouse_id = moved.warehouse_id`,
});

const movements = rowsOf({ name: "stock_movements", table: "stock_movements" });

const ofLevels = { of: levels, noun: "stock_level" };
const ofMovements = { of: movements, noun: "stock_movement" };

// Where one product has most of the rows, the first few of any one seemed to be near in every index, and all were read to
// find that it has none (1,200 ms and not 10). "Between it and itself" is planned as a few among many, whatever there is.
// For the same reason movements are asked of all warehouses.
export const inventoryInvariants: Invariant[] = [
  defineInvariant({
    name: "stock_is_its_ledger",
    describe: "What lies there is the sum of its movements.",
    ...ofLevels,
    violations: ({ organization, keys, most }) => sql`
      select l.id::text as key, l.on_hand || ' on hand, and movements of ' || moved.quantity as says
        from unnest(${keys}::uuid[]) k(id)
        join stock_levels l on l.organization_id = ${organization} and l.id = k.id
       cross join lateral (
             select coalesce(sum(m.quantity) filter (where m.warehouse_id = l.warehouse_id), 0) as quantity, count(*) as rows
               from (select warehouse_id, quantity from stock_movements
                      where organization_id = ${organization} and product_id between l.product_id and l.product_id
                      limit ${most}::bigint + 1) m) moved
       where l.on_hand <> moved.quantity and (${most}::bigint is null or moved.rows <= ${most}::bigint)`,
  }),
  defineInvariant({
    name: "reserved_is_its_reservations",
    describe: "What is reserved is the sum of the reservations that are not released.",
    ...ofLevels,
    violations: ({ organization, keys, most }) => sql`
      select l.id::text as key, l.reserved || ' reserved, and reservations of ' || held.quantity as says
        from unnest(${keys}::uuid[]) k(id)
        join stock_levels l on l.organization_id = ${organization} and l.id = k.id
       cross join lateral (
             select coalesce(sum(r.quantity) filter (where r.released_at is null), 0) as quantity, count(*) as rows
               from (select quantity, released_at from reservations
                      where organization_id = ${organization} and product_id between l.product_id and l.product_id
                        and warehouse_id = l.warehouse_id
                      limit ${most}::bigint + 1) r) held
       where l.reserved <> held.quantity and (${most}::bigint is null or held.rows <= ${most}::bigint)`,
  }),
  defineInvariant({
    name: "nothing_is_oversold",
    describe: "Nothing is promised that does not lie there.",
    ...ofLevels,
    violations: ({ organization, keys }) => sql`
      select l.id::text as key, l.on_hand || ' on hand, ' || l.reserved || ' reserved' as says
        from unnest(${keys}::uuid[]) k(id)
        join stock_levels l on l.organization_id = ${organization} and l.id = k.id
       where l.reserved > l.on_hand or l.reserved < 0 or l.available <> l.on_hand - l.reserved`,
  }),
  defineInvariant({
    name: "movement_has_its_level",
    describe: "What moved lies somewhere: a movement has a stock level that it counts in.",
    ...ofMovements,
    violations: ({ organization, keys }) => sql`
      select m.id::text as key, null as says
        from unnest(${keys}::uuid[]) k(id)
        join stock_movements m on m.organization_id = ${organization} and m.id = k.id
       where not exists (select from stock_levels l
                          where l.organization_id = ${organization} and l.product_id = m.product_id
                            and l.warehouse_id = m.warehouse_id)`,
  }),
  defineInvariant({
    name: "movement_is_in_the_trail",
    describe: "A movement has an entry in the trail that says who recorded it.",
    ...ofMovements,
    violations: ({ organization, keys }) => sql`
      select m.id::text as key, null as says
        from unnest(${keys}::uuid[]) k(id)
        join stock_movements m on m.organization_id = ${organization} and m.id = k.id
        left join lateral (select true as there
                             from (${entriesOf(organization)}) a where a.subject_id = m.id limit 1) entry on true
       where entry.there is null`,
  }),
  defineInvariant({
    name: "told_movement_is_there",
    describe: "A movement of which the feed tells is there.",
    of: facts,
    // scope: the organization's own look, which sees every fact
    violations: ({ organization, keys }) => sql`
      select e.seq::text as key, e.type || ' of ' || e.subject_id as says
        from unnest(${keys}::bigint[]) n(seq)
        join plinth.events e on e.organization_id = ${organization} and e.seq = n.seq and e.subject_type = 'stock_movement'
       where not exists (select from stock_movements m where m.organization_id = ${organization} and m.id = e.subject_id)`,
  }),
];
