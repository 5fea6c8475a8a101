/** What orders have told, and what the trail has of them. */
import { sql } from "#platform/db";
import { defineInvariant, entriesOf, facts, factsOf, factsSince } from "#platform/invariants";
import { lookedAt } from "./looked-at.ts";

export const toldInvariants = [
  defineInvariant({
    name: "order_has_told_its_steps",
    describe:
      "An order has told that it was placed or taken over, that it was cancelled, and that it is held.",
    ...lookedAt,
    // scope: the organization's own look, which sees every order
    violations: ({ organization, keys }) => sql`
      select o.id::text as key, 'nothing told ' || step.type as says
        from unnest(${keys}::uuid[]) k(id)
        join orders o on o.organization_id = ${organization} and o.id = k.id
       cross join (${factsSince(organization)}) kept
       cross join lateral (values
               (case when o.recorded_at is null then 'order.placed' else 'order.recorded' end, o.created_at::timestamptz),
               ('order.cancelled', o.cancelled_at::timestamptz),
               ('order.held', o.held_at)) step(type, at)
        left join lateral (select true as there
                             from (${factsOf(organization)}) f
                            where f.subject_id = o.id and f.type = step.type
                            limit 1) fact on true
       where step.at > kept.since and fact.there is null`,
  }),
  defineInvariant({
    name: "order_tells_each_step_once",
    describe:
      "An order tells once that it was placed, confirmed, paid and cancelled, and no step that it has not taken.",
    ...lookedAt,
    // scope: the organization's own look, which sees every order
    violations: ({ organization, keys }) => sql`
      select o.id::text as key, step.type || ' is told ' || told.times || ' ×' as says
        from unnest(${keys}::uuid[]) k(id)
        join orders o on o.organization_id = ${organization} and o.id = k.id
       cross join (values ('order.placed'), ('order.recorded'), ('order.confirmed'), ('order.paid'), ('order.cancelled')) step(type)
       cross join lateral (select count(*) as times
                             from (${factsOf(organization)}) f
                            where f.subject_id = o.id and f.type = step.type) told
       where told.times > 1 or (told.times = 1 and step.type = 'order.cancelled' and o.cancelled_at is null)`,
  }),
  defineInvariant({
    name: "order_is_placed_before_it_is_cancelled",
    describe: "No effect is told before its cause: an order was placed before it was cancelled.",
    ...lookedAt,
    // scope: the organization's own look, which sees every order
    violations: ({ organization, keys }) => sql`
      select o.id::text as key, 'cancelled under ' || told.cancelled || ', placed under ' || told.placed as says
        from unnest(${keys}::uuid[]) k(id)
        join orders o on o.organization_id = ${organization} and o.id = k.id
       cross join lateral (select min(f.seq) filter (where f.type = 'order.placed') as placed,
                                  min(f.seq) filter (where f.type = 'order.cancelled') as cancelled
                             from (${factsOf(organization)}) f
                            where f.subject_id = o.id) told
       where told.cancelled < told.placed`,
  }),
  defineInvariant({
    name: "told_order_is_there",
    describe: "An order of which the feed tells is there.",
    of: facts,
    // scope: the organization's own look, which sees every order
    violations: ({ organization, keys }) => sql`
      select e.seq::text as key, e.type || ' of ' || e.subject_id as says
        from unnest(${keys}::bigint[]) n(seq)
        join plinth.events e on e.organization_id = ${organization} and e.seq = n.seq and e.subject_type = 'order'
       where not exists (select from orders o where o.organization_id = ${organization} and o.id = e.subject_id)`,
  }),
  defineInvariant({
    name: "order_is_in_the_trail",
    describe: "An order has an entry in the trail that says who brought it in.",
    ...lookedAt,
    // scope: the organization's own look, which sees every order
    violations: ({ organization, keys }) => sql`
      select o.id::text as key, null as says
        from unnest(${keys}::uuid[]) k(id)
        join orders o on o.organization_id = ${organization} and o.id = k.id
        left join lateral (select true as there
                             from (${entriesOf(organization)}) a where a.subject_id = o.id limit 1) entry on true
       where entry.there is null`,
  }),
];
