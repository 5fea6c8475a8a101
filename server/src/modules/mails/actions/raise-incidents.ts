/** What of mails to customers needs a person. */

import type { Tx } from "#platform/db";
import { defineInboxKind, type Incident, raise, settle } from "#platform/inbox";

const undeliverable = defineInboxKind({
  kind: "mail_undeliverable",
  describe:
    "A mail about an order could not be sent: there is nobody to write to, or their server refuses it.",
});

const bounced = defineInboxKind({
  kind: "mail_bounced",
  describe: "A mail about an order came back: its reader does not know what it says.",
});

/** What an inbox may say of a mail. */
export const mailKinds = [undeliverable.kind, bounced.kind];

type About = { mailId: string; orderId: string; number: string };

/** One for each order: two mails about it that nobody gets are one thing to look at. */
const keys = ({ orderId }: Pick<About, "orderId">) => ({
  undeliverable: `mail_undeliverable ${orderId}`,
  bounced: `mail_bounced ${orderId}`,
});

const about = ({ mailId, orderId }: About): Pick<Incident, "subject" | "details" | "resolves"> => ({
  subject: { type: "order", id: orderId },
  details: { mail_id: mailId },
  resolves: [{ action: "mails.resend", door: `POST /v1/mails/${mailId}/resend` }],
});

export async function raiseNobody(tx: Tx, mail: About): Promise<void> {
  await raise(tx, tx.context.organizationId, {
    ...about(mail),
    kind: undeliverable,
    key: keys(mail).undeliverable,
    because: `There is nobody to send the confirmation of ${mail.number} to: add a contact with an e-mail address to the customer, then send it again.`,
  });
}

export async function raiseRefused(tx: Tx, mail: About): Promise<void> {
  await raise(tx, tx.context.organizationId, {
    ...about(mail),
    kind: undeliverable,
    key: keys(mail).undeliverable,
    because: `The confirmation of ${mail.number} was refused: its address is none, or does not take it. Correct the contact, then send it again.`,
  });
}

export async function raiseBounced(tx: Tx, mail: About): Promise<void> {
  await raise(tx, tx.context.organizationId, {
    ...about(mail),
    kind: bounced,
    key: keys(mail).bounced,
    because: `The confirmation of ${mail.number} came back. Correct the contact's address, then send it again.`,
  });
}

export async function settleMails(tx: Tx, orderId: string): Promise<void> {
  const { organizationId } = tx.context;
  const key = keys({ orderId });
  await settle(tx, organizationId, key.undeliverable, "The mail was sent again.");
  await settle(tx, organizationId, key.bounced, "The mail was sent again.");
}
