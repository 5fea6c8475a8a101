/** The table of mails as the senders use it. Every statement is a transaction of its own: none is open while a mail travels. */
import { takeInBites } from "#platform/bites";
import { type Database, sql } from "#platform/db";

/** A mail that this process may send until its lease runs out; then another one takes it. */
export type Claim = {
  id: string;
  kind: string;
  payload: string;
  /** Counts from 1; with the id it names this claim. */
  attempt: number;
};

/** Takes at most `limit` mails whose time has come, the longest waiting first, and none that another process holds. */
export async function claimMails(database: Database, limit: number, leaseMs: number): Promise<Claim[]> {
  return await database.system<Claim>(sql`
    with due as (
      select id from plinth.mails
       where sent_at is null and failed_at is null and next_attempt_at <= now()
       order by next_attempt_at
       limit ${limit}
         for update skip locked
    )
    update plinth.mails m
       set attempts = m.attempts + 1,
           next_attempt_at = now() + ${leaseMs} * interval '1 ms'
      from due
     where m.id = due.id
    returning m.id, m.kind, m.payload, m.attempts as attempt`);
}

/** It has left, whoever else has tried meanwhile. What it said is forgotten, unless it stays to be looked at. */
export async function rememberSent(database: Database, { id }: Claim, keep: boolean): Promise<void> {
  await database.system(sql`
    update plinth.mails
       set sent_at = now(),
           failed_at = null,
           last_error = null,
           caught = ${keep},
           payload = case when ${keep} then payload end
     where id = ${id} and sent_at is null`);
}

/** Tries again after `delayMs`; undefined: never. Nothing, when the lease ran out and another process took it. */
export async function rememberNotSent(
  database: Database,
  { id, attempt }: Claim,
  code: string,
  delayMs: number | undefined,
): Promise<void> {
  await database.system(sql`
    update plinth.mails
       set last_error = ${code},
           next_attempt_at = now() + ${delayMs ?? 0} * interval '1 ms',
           failed_at = case when ${delayMs === undefined} then now() end
     where id = ${id} and attempts = ${attempt} and sent_at is null`);
}

const keptDays = 30;
const mostAtOnce = 10_000;

/** Forgets mails that were sent, caught or given up a month ago. @returns how many went. */
export function purgeMails(database: Database): Promise<number> {
  return takeInBites("plinth.mails", mostAtOnce, () => purgeSome(database));
}

async function purgeSome(database: Database): Promise<number> {
  const gone = await database.system(sql`
    delete from plinth.mails
     where id = any (array(select id from plinth.mails
                            where created_at < now() - ${keptDays} * interval '1 day'
                              and coalesce(sent_at, failed_at) < now() - ${keptDays} * interval '1 day'
                            order by created_at limit ${mostAtOnce}
                              for update skip locked))
    returning id`);
  return gone.length;
}
