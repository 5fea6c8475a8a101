-- What people look for among jobs and events.

-- Dead letters of one cause, whatever kind of job they are of. They are few beside the jobs that were done.
-- The table comes with the same release: there is little in it.
-- squawk-ignore require-concurrent-index-creation
create index jobs_dead_by_code on plinth.jobs (organization_id, error_code, id) where state = 'dead';

-- What happened to one object: its part of a timeline. While it is built the relay waits, and nobody else writes there.
-- squawk-ignore require-concurrent-index-creation
create index events_by_subject on plinth.events (organization_id, subject_id, seq);

-- A moment as it reads in JSON; null stays null.
create function plinth.json_moment(moment timestamptz) returns text
language sql stable parallel safe as $$
  select replace((moment at time zone 'UTC')::text, ' ', 'T') || 'Z'
$$;

-- What belongs to an order beside itself, as its timeline follows it. Each part is published by the module whose table it
-- is of; who reads it sees no more of it than of the tables.
create view order_objects with (security_invoker = true) as
  select organization_id, id as order_id, 'order' as type, id
    from orders
   union all
  select organization_id, order_id, 'payment', id
    from payments
   union all
  select r.organization_id, p.order_id, 'refund', r.id
    from refunds r
    join payments p on p.organization_id = r.organization_id and p.id = r.payment_id
   union all
  select organization_id, subject_id, 'mail', id
    from mails
   where subject_type = 'order'
   union all
  select organization_id, object_id, 'sync_link', id
    from sync_links
   where kind = 'orders'
   union all
  select l.organization_id, p.order_id, 'sync_link', l.id
    from sync_links l
    join payments p on p.organization_id = l.organization_id and p.id = l.object_id
   where l.kind = 'payments'
   union all
  select organization_id, object_id, 'sync_conflict', id
    from sync_conflicts
   where kind = 'orders';
grant select on order_objects to plinth_app;

-- What was told to webhook endpoints of an object.
create view subject_deliveries with (security_invoker = true) as
  select organization_id, id, created_at, subject_type, subject_id, type, endpoint_id, number, status, attempts, answer_status,
         error_code, finished_at
    from deliveries;
grant select on subject_deliveries to plinth_app;
