/** How a run comes to rest: nobody waits longer than they must, until nothing is under way here and outside. */
import type { World } from "./world.ts";

/** What would be tried again later is tried now, and who was at it has let go. @param somebodyDied since the last time */
export async function hurry({ run }: World, somebodyDied: boolean): Promise<void> {
  // who held intents or letters has died, or asks for the same under the same key
  if (somebodyDied)
    await run(`
      update plinth.intents set held_until = now() where done_at is null;
      update plinth.mails set next_attempt_at = now() where sent_at is null and failed_at is null`);
  await run(`
    update plinth.destinations d set retry_at = now()
      from (select organization_id, id from plinth.destinations
             where breaker = 'open' and retry_at > now() for update skip locked) it
     where d.organization_id = it.organization_id and d.id = it.id;
    update plinth.jobs j set run_at = now()
      from (select organization_id, id from plinth.jobs
             where state = 'scheduled' and run_at > now() for update skip locked) it
     where j.organization_id = it.organization_id and j.id = it.id`);
}

/** Empty: everybody is at rest. */
export async function underWay({ run, companies }: World): Promise<unknown[]> {
  const untold = () => companies.filter((company) => !company.told()).map(() => "what Stripe has to tell");
  const before = untold();
  const here = await run(`
    select * from (
      select 'job ' || kind || ' ' || state || coalesce(' ' || error_code, '') as what, count(*)::int as times
        from plinth.jobs where state in ('scheduled', 'ready', 'running') group by 1
      union all select 'fact that no relay has moved', count(*)::int from plinth.outbox
      union all select 'entry of the trail that is not sealed', count(*)::int from plinth.audit_entries
      union all select 'letter', count(*)::int from plinth.mails where sent_at is null and failed_at is null
      union all select 'delivery', count(*)::int from deliveries where status = 'pending'
      union all select 'event of Stripe', count(*)::int from payment_events where outcome is null
      union all select 'consumer that is behind', count(*)::int
                  from plinth.consumers c, plinth.feed_head h where h.name = 'main' and c.pos < h.pos) things
     where times > 0`);
  return [...before, ...here, ...untold()];
}
