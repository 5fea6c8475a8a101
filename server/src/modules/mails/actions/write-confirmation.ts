/** Writes down a mail about an order, once it is composed, and sees to it that it leaves. */
import type { Context } from "#platform/access";
import { noteDeed } from "#platform/audit";
import type { Tx } from "#platform/db";
import { uuidv7 } from "#platform/uuid";
import { mailFailed, mailQueued } from "../events.ts";
import { confirmation, nobody } from "../mail.ts";
import { insertMail } from "../queries.ts";
import { sendMailJob } from "../send-mail.jobs.ts";
import type { Composed } from "./compose-confirmation.ts";
import { raiseNobody } from "./raise-incidents.ts";

/**
 * @param resendOf the mail that a person sends again; null: the one that there is for ever
 * @returns its id; undefined when there was one
 */
export async function writeConfirmation(
  context: Context,
  tx: Tx,
  orderId: string,
  { customerId, locale, number, written }: Composed,
  resendOf: string | null,
): Promise<string | undefined> {
  const id = uuidv7();
  const isNew = await insertMail(tx, {
    ...{ id, kind: confirmation, orderId, customerId, locale, resendOf },
    contactId: written?.reader.contactId ?? null,
    recipient: written?.reader.email ?? null,
    payload: written?.payload ?? null,
    failureCode: written === undefined ? nobody : null,
  });
  if (!isNew) return undefined;
  const subject = { id, version: 1 };
  const about = { kind: confirmation, order_id: orderId };
  if (resendOf === null)
    noteDeed(context, tx, { action: "mails.write", subject: { type: "mail", ...subject } });
  if (written === undefined) {
    mailFailed.emit(tx, context, subject, about);
    await raiseNobody(tx, { mailId: id, orderId, number });
    return id;
  }
  mailQueued.emit(tx, context, subject, about);
  sendMailJob.enqueue(tx, { mail_id: id, order_id: orderId }, { unique: `mail ${id}` });
  return id;
}
