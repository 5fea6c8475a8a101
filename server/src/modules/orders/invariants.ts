/** What is true of orders whatever happened: what they are made of, how they are numbered, and what they hold. */
import { reservationsOf } from "#modules/inventory";
import { sql } from "#platform/db";
import { defineInvariant, type Invariant } from "#platform/invariants";
import { amountInvariants } from "./amounts.invariants.ts";
import { lookedAt } from "./looked-at.ts";
import { toldInvariants } from "./told.invariants.ts";

const standingInvariants = [
  defineInvariant({
    name: "order_has_its_lines",
    describe: "An order has lines, one after the other from 1.",
    ...lookedAt,
    // scope: the organization's own look, which sees every order
    violations: ({ organization, keys }) => sql`
      select o.id::text as key, lines.count || ' lines, the last is ' || coalesce(lines.last::text, 'none') as says
        from unnest(${keys}::uuid[]) k(id)
        join orders o on o.organization_id = ${organization} and o.id = k.id
       cross join lateral (select count(*) as count, min(n.position) as first, max(n.position) as last
                             from order_lines n
                            where n.organization_id = ${organization} and n.order_id = o.id) lines
       where (lines.count > 0 and lines.first = 1 and lines.last = lines.count) is not true`,
  }),
  defineInvariant({
    name: "open_order_holds_its_lines",
    describe: "An open order holds exactly what its lines say, a cancelled one or one of the past nothing.",
    ...lookedAt,
    // scope: the organization's own look, which sees every order
    violations: ({ organization, keys }) => sql`
      select o.id::text as key, o.status || ', line ' || n.position || ' of ' || n.quantity || ' holds ' || held.quantity as says
        from unnest(${keys}::uuid[]) k(id)
        join orders o on o.organization_id = ${organization} and o.id = k.id
        join order_lines n on n.organization_id = ${organization} and n.order_id = o.id
       cross join lateral (select coalesce(sum(r.quantity), 0) as quantity
                             from (${reservationsOf(organization)}) r
                            where r.order_line_id = n.id and r.released_at is null) held
       where held.quantity <> case when o.status in ('placed', 'confirmed') and o.recorded_at is null then n.quantity else 0 end`,
  }),
  defineInvariant({
    name: "line_holds_its_product",
    describe: "What a line of an order holds is of the line's product.",
    ...lookedAt,
    // scope: the organization's own look, which sees every order
    violations: ({ organization, keys }) => sql`
      select o.id::text as key, 'line ' || n.position as says
        from unnest(${keys}::uuid[]) k(id)
        join orders o on o.organization_id = ${organization} and o.id = k.id
        join order_lines n on n.organization_id = ${organization} and n.order_id = o.id
       cross join lateral (select true as found
                             from (${reservationsOf(organization)}) r
                            where r.order_line_id = n.id and r.product_id <> n.product_id
                            limit 1) other`,
  }),
  defineInvariant({
    name: "orders_are_numbered_without_gap",
    describe: "The number before each placed order's is there, and so is the last one that was given.",
    ...lookedAt,
    // scope: the organization's own look, which sees every order
    violations: ({ organization, keys }) => sql`
      select o.id::text as key, o.number || ', and the last one given is ' || coalesce(c.last::text, 'none') as says
        from unnest(${keys}::uuid[]) k(id)
        join orders o on o.organization_id = ${organization} and o.id = k.id and o.recorded_at is null
       cross join lateral (select substring(o.number from '^(.*)-[0-9]+$') as series,
                                  substring(o.number from '-([0-9]+)$')::numeric as place) its
        left join plinth.counters c on c.organization_id = ${organization} and c.series = its.series
       cross join lateral (values (its.place - 1), (c.last)) given(place)
        left join lateral (select true as there
                             from orders other
                            where other.organization_id = ${organization}
                              and other.number = its.series || '-' || lpad(given.place::text, greatest(6, length(given.place::text)), '0')
                            limit 1) other on true
       where c.last is null or its.place > c.last or (given.place > 0 and other.there is null)`,
  }),
  defineInvariant({
    name: "held_order_is_placed",
    describe: "An order is held for a person as long as it is placed, and no longer.",
    ...lookedAt,
    // scope: the organization's own look, which sees every order
    violations: ({ organization, keys }) => sql`
      select o.id::text as key, o.status || ', held' as says
        from unnest(${keys}::uuid[]) k(id)
        join orders o on o.organization_id = ${organization} and o.id = k.id
       where o.held_because is not null and o.status <> 'placed'`,
  }),
];

export const ordersInvariants: Invariant[] = [...standingInvariants, ...amountInvariants, ...toldInvariants];
