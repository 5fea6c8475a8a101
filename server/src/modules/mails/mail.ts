/** What a mail to a customer can be, and who is written to. Pure: no I/O. */
import { isOneAddress } from "#platform/mail";

export const mailStates = ["queued", "sent", "bounced", "complained", "failed"] as const;
export type MailState = (typeof mailStates)[number];

export const confirmation = "order_confirmation";

/** Why a mail failed that nobody can receive. */
export const nobody = "no_recipient";

export type Reader = { contactId: string | null; name: string; email: string };

type Contact = { id: string; name: string; email: string | null };

/**
 * Who reads about an order: whoever was asked for; else the buyer who placed it; else the first of the customer's contacts
 * whom a mail can reach.
 */
export function chooseReader(
  contacts: readonly Contact[],
  { buyer, contactId }: { buyer: Reader | undefined; contactId?: string | undefined },
): Reader | undefined {
  const reachable = contacts.flatMap(({ id, name, email }): Reader[] =>
    email !== null && isOneAddress(email) ? [{ contactId: id, name, email }] : [],
  );
  if (contactId !== undefined) return reachable.find((one) => one.contactId === contactId.toLowerCase());
  if (buyer !== undefined && isOneAddress(buyer.email)) return buyer;
  return reachable[0];
}

/** What whoever carries mails tells of one. */
export const newsKinds = ["delivered", "delayed", "bounced", "complained", "failed"] as const;
export type NewsKind = (typeof newsKinds)[number];
