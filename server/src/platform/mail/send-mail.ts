import { sql, type Tx } from "#platform/db";
import type { KeyRing } from "#platform/secrets";
import { type Mail, sealMail } from "./mail.ts";

/**
 * Writes a mail in the transaction of the deed that causes it: it leaves after the commit, at least once, or never
 * existed. Costs the deed one insert that nobody waits for.
 * @throws when `to` or `replyTo` is not one plain address: a list or a line break there would reach strangers.
 */
export function sendMail(tx: Pick<Tx, "later">, keyRing: KeyRing, mail: Mail): void {
  if (!isOneAddress(mail.to)) throw new Error(`a mail of kind ${mail.kind} is not addressed to one address`);
  if (mail.replyTo !== undefined && !isOneAddress(mail.replyTo))
    throw new Error(`answers to a mail of kind ${mail.kind} would not go to one address`);
  tx.later(sql`insert into plinth.mails (kind, payload) values (${mail.kind}, ${sealMail(keyRing, mail)})`);
}

/**
 * Does the work of a mail and sends none: where the time of an answer must not tell whether there is somebody to
 * write to. What it writes is as long as a mail, counts as sent a month ago, and goes with the next purge.
 */
export function sendNoMail(tx: Pick<Tx, "later">, keyRing: KeyRing, mail: Mail): void {
  tx.later(sql`
    insert into plinth.mails (kind, payload, created_at, sent_at)
    values (${mail.kind}, ${sealMail(keyRing, mail)}, now() - interval '31 days', now() - interval '31 days')`);
}

/** One plain address, and no list or line break that would reach strangers. */
export function isOneAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s\p{C}<>()[\],;:\\"@]+@[^\s\p{C}<>()[\],;:\\"@]+$/u.test(text);
}
