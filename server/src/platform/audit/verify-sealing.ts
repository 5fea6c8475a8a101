/**
 * What waits to be sealed. Of an entry that waits nothing can be proven, so nothing may wait for long: neither because
 * sealing stands still, nor because somebody put in what is never sealed.
 */
import type { Client } from "pg";
import { type Finding, findingOf } from "./verify-finding.ts";

type Waiting = { seq: number | null; id: string; occurred_at: string };

/** A deed's transaction is over long before that, and sealing follows within a second. */
const patience = "1 minute";

/** An entry of the organization that is not sealed, and should be or never will. */
export async function findHeldBack(client: Client, organizationId: string): Promise<Finding | null> {
  const [repeated] = (await client.query<Waiting>(repeatedSql, [organizationId])).rows;
  if (repeated !== undefined) {
    const says = `It was put in under an id that entry ${repeated.seq} has already: it is never sealed.`;
    return findingOf("entry_repeated", namedBy(repeated), says);
  }
  const [waiting] = (await client.query<Waiting>(waitingSql, [organizationId])).rows;
  if (waiting === undefined) return null;
  const says =
    "It was not sealed within a minute, as a server does that runs: until it is, it can be altered unnoticed.";
  return findingOf("entry_unsealed", namedBy(waiting), says);
}

/** Without its row no server seals. */
export async function findNoLock(client: Client): Promise<Finding | null> {
  const { rows } = await client.query("select from plinth.feed_head where name = 'audit'");
  if (rows.length > 0) return null;
  const says =
    "Nothing is sealed any more: somebody took the row 'audit' out of plinth.feed_head. Put it back: insert into plinth.feed_head values ('audit', 0).";
  return findingOf("lock_missing", null, says);
}

const moment = `to_char(e.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as occurred_at`;

const repeatedSql = `
  select t.seq::float8 as seq, e.id, ${moment}
    from plinth.audit_entries e
    join plinth.audit_trail t on t.organization_id = e.organization_id and t.id = e.id
   where e.organization_id = $1
   order by t.seq
   limit 1`;

const waitingSql = `
  select null as seq, e.id, ${moment}
    from plinth.audit_entries e
   where e.organization_id = $1 and e.occurred_at < now() - interval '${patience}'
   order by e.id
   limit 1`;

function namedBy({ seq, id, occurred_at }: Waiting): { seq?: number; id: string; occurred_at: string } {
  return { id, occurred_at, ...(seq === null ? {} : { seq }) };
}
