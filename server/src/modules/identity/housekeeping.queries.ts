/** What of people has run its course, one bite each; every statement answers a row for each that went. */
import { type Statement, sql } from "#platform/db";

export const mostAtOnce = 10_000;

/** By their table. */
export const bites: Record<string, Statement> = {
  user_tokens: sql`
    delete from user_tokens t
     using (select user_id, id from user_tokens
             where expires_at < plinth.now() or used_at < plinth.now() - interval '1 day' limit ${mostAtOnce}) old
     where t.user_id = old.user_id and t.id = old.id
    returning 1`,
  registrations: sql`
    delete from plinth.registrations
     where id in (select id from plinth.registrations where expires_at < plinth.now() limit ${mostAtOnce})
    returning 1`,
  spent_challenges: sql`
    delete from plinth.spent_challenges
     where id in (select id from plinth.spent_challenges where expires_at < plinth.now() limit ${mostAtOnce})
    returning 1`,
  // the last one of each person stays: it says that somebody logged in before, so that a new device is told of
  sessions: sql`
    delete from sessions s
     using (select user_id, id from sessions o
             where least(ended_at, expires_at) < plinth.now() - interval '90 days'
               and exists (select from sessions later where later.user_id = o.user_id and later.id > o.id)
             limit ${mostAtOnce}) old
     where s.user_id = old.user_id and s.id = old.id
    returning 1`,
  // what was tried in the name of nobody; identifiers carry their time, and are the index
  user_audit_entries: sql`
    delete from plinth.user_audit_entries e
     using (select id from plinth.user_audit_entries
             where user_id = '00000000-0000-0000-0000-000000000000' and id < (select uuidv7(interval '-30 days'))
             order by id limit ${mostAtOnce}) old
     where e.user_id = '00000000-0000-0000-0000-000000000000' and e.id = old.id
    returning 1`,
};
