/** How long it is known which mails left, and what became of them. */
import { sql, type Tx } from "#platform/db";
import { defineRetention } from "#platform/retention";
import { mailKinds } from "./actions/raise-incidents.ts";

export const mailsKept = defineRetention({
  table: "mails",
  setting: "mail.kept_days",
  describe:
    "How many days it is known which mails about orders were written, to whom, and what became of them. What they said is forgotten when they have left. A mail that waits, or of which the inbox has an open item, is kept.",
  // the year that it was written in and three more: as long as somebody may claim that they were told nothing
  keptDays: 1_461,
  leastDays: 90,
  forget: forgetMails,
});

/** A mail that was sent again goes after the ones that were sent in its place. */
async function forgetMails(tx: Tx, before: Date, most: number): Promise<number> {
  const { organizationId } = tx.context;
  const gone = await tx.query(sql`
    delete from mails
     where organization_id = ${organizationId}
       and id = any (array(select m.id from mails m
                            where m.organization_id = ${organizationId} and m.created_at < ${before}
                              and m.payload_sealed is null
                              and not exists (select from mails again
                                               where again.organization_id = m.organization_id and again.resend_of = m.id)
                              and not exists (select from plinth.inbox_items i
                                               where i.organization_id = m.organization_id and i.subject_id = m.subject_id
                                                 and i.kind = any (${mailKinds}::text[]) and i.settled_at is null)
                            order by m.created_at, m.id limit ${most}
                              for update of m skip locked))
    returning id`);
  return gone.length;
}
