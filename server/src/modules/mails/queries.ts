/** The SQL of mails. They are hidden from who sees some customers only. */
import { type Statement, type SystemTx, sql, type Tx } from "#platform/db";
import type { MailState, NewsKind } from "./mail.ts";

export type NewMail = {
  id: string;
  kind: string;
  orderId: string;
  customerId: string;
  contactId: string | null;
  /** Null: there is nobody to write to, and it has failed. */
  recipient: string | null;
  locale: string;
  payload: string | null;
  failureCode: string | null;
  resendOf: string | null;
};

/** @returns whether it is new: there is one of its kind about an order, beside those that a person sends again */
export async function insertMail(tx: Tx, mail: NewMail): Promise<boolean> {
  const rows = await tx.query(sql`
    insert into mails (organization_id, id, kind, subject_type, subject_id, customer_id, contact_id, recipient, locale,
                       resend_of, payload_sealed, failure_code, failed_at)
    values (${tx.context.organizationId}, ${mail.id}, ${mail.kind}, 'order', ${mail.orderId}, ${mail.customerId},
            ${mail.contactId}, ${mail.recipient}, ${mail.locale}, ${mail.resendOf}, ${mail.payload}, ${mail.failureCode},
            case when ${mail.failureCode}::text is not null then plinth.now() end)
    on conflict do nothing
    returning id`);
  return rows.length === 1;
}

/** A row `{ payload }` of a mail that waits to leave; null when it has left, or another was sent in its place. */
export function mailToSend(organizationId: string, id: string): Statement {
  return sql`
    select payload_sealed as payload from mails where organization_id = ${organizationId} and id = ${id}`;
}

/** A row `{ since }`: when an attempt of this job first ended so that nobody knows whether the mail left; null is never. */
export function firstDoubt(organizationId: string, jobId: string, codes: readonly string[]): Statement {
  return sql`
    select min(started_at) as since
      from plinth.job_errors
     where organization_id = ${organizationId} and job_id = ${jobId} and code = any (${codes}::text[])`;
}

export type Marked = { version: number; kind: string; orderId: string };

/** It has left. @returns undefined when that was known already */
export async function markSent(tx: Tx, id: string, providerId: string | null): Promise<Marked | undefined> {
  const [row] = await tx.query<Marked>(sql`
    update mails
       set sent_at = coalesce(sent_at, plinth.now()), provider_id = coalesce(provider_id, ${providerId}),
           payload_sealed = null, failed_at = null, failure_code = null, version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id} and payload_sealed is not null
    returning version, kind, subject_id as "orderId"`);
  return row;
}

/** Nobody tries any more. @returns undefined when it has left after all */
export async function markFailed(tx: Tx, id: string, code: string): Promise<Marked | undefined> {
  const [row] = await tx.query<Marked>(sql`
    update mails
       set failed_at = plinth.now(), failure_code = ${code}, version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id} and payload_sealed is not null
    returning version, kind, subject_id as "orderId"`);
  return row;
}

/** The same for a job that gave up, by the job's id. */
export async function markGivenUp(
  tx: SystemTx,
  organizationId: string,
  jobId: string,
  code: string,
): Promise<void> {
  await tx.query(sql`
    update mails m
       set failed_at = plinth.now(), failure_code = ${code}, version = m.version + 1, updated_at = plinth.now()
      from plinth.jobs j
     where j.organization_id = ${organizationId} and j.id = ${jobId}
       and m.organization_id = j.organization_id and m.id = (j.payload::json->>'mail_id')::uuid
       and m.payload_sealed is not null`);
}

export type News = { what: NewsKind; at: string; providerId: string | null };

/** What was known before; the new state and version. */
export type Noted = Marked & { sentBefore: boolean; knownBefore: boolean };

/**
 * What was told of a mail. Each moment is the earliest that was told, so that repetitions and their order change nothing.
 * Whatever is told of it, it has left.
 */
export async function noteNews(
  tx: Tx,
  id: string,
  { what, at, providerId }: News,
): Promise<Noted | undefined> {
  const [row] = await tx.query<Noted>(sql`
    update mails
       set sent_at = coalesce(sent_at, ${at}), provider_id = coalesce(provider_id, ${providerId}), payload_sealed = null,
           delivered_at = case when ${what} = 'delivered' then least(delivered_at, ${at}) else delivered_at end,
           delayed_at = case when ${what} = 'delayed' then least(delayed_at, ${at}) else delayed_at end,
           bounced_at = case when ${what} = 'bounced' then least(bounced_at, ${at}) else bounced_at end,
           complained_at = case when ${what} = 'complained' then least(complained_at, ${at}) else complained_at end,
           failed_at = case when ${what} = 'failed' then least(failed_at, ${at})
                            when failure_code = ${givenBack} then failed_at end,
           failure_code = case when ${what} = 'failed' or failure_code = ${givenBack} then ${givenBack} end,
           version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}
    returning version, kind, subject_id as "orderId", old.sent_at is not null as "sentBefore",
              case ${what} when 'delivered' then old.delivered_at is not null
                           when 'delayed' then old.delayed_at is not null
                           when 'bounced' then old.bounced_at is not null
                           when 'complained' then old.complained_at is not null
                           else old.failed_at is not null and old.failure_code = ${givenBack} end as "knownBefore"`);
  return row;
}

/** Whoever carries mails had taken it, and could not send it. */
const givenBack = "carrier_failed";

export type Named = { organizationId: string; id: string; orderId: string };

/**
 * A row `Named` of the mail that was told of: by our id, or by the name that whoever carries it gave it. Asked as
 * plinth_system: who tells it knows no organization.
 */
export function namedMail({ id, providerId }: { id: string | null; providerId: string }): Statement {
  return sql`
    select organization_id as "organizationId", id, subject_id as "orderId"
      from mails
     where id = ${id}::uuid
     union all
    select organization_id, id, subject_id
      from mails
     where ${id}::uuid is null and provider_id = ${providerId}
     limit 1`;
}

export type LockedMail = {
  id: string;
  kind: string;
  status: MailState;
  orderId: string;
  resendOf: string | null;
  version: number;
};

/** Undefined when there is none. */
export async function lockMail(tx: Tx, id: string): Promise<LockedMail | undefined> {
  const [row] = await tx.query<LockedMail>(sql`
    select id, kind, status, subject_id as "orderId", resend_of as "resendOf", version
      from mails
     where organization_id = ${tx.context.organizationId} and id = ${id}
       for update`);
  return row;
}

/** What it says is kept no more: it is not tried again, whatever becomes of its job. */
export async function forgetWords(tx: Tx, id: string): Promise<void> {
  await tx.query(sql`
    update mails
       set payload_sealed = null
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

/** A row `{ orderId }` of a mail. */
export function orderOfMail(organizationId: string, id: string): Statement {
  return sql`
    select subject_id as "orderId" from mails where organization_id = ${organizationId} and id = ${id}`;
}
