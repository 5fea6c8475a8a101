import type { Recipient } from "#modules/notifications";
import type { Services } from "#platform/action";
import type { PersonTx } from "#platform/db";
import { type Mail, sendMail } from "#platform/mail";

type Owner = { email: string; name: string; locale: string };

/** A mail to the address of the account: what was done to it, in case that it was not its owner. */
export function tellOwner(
  tx: PersonTx,
  { keyRing, publicUrl }: Pick<Services, "keyRing" | "publicUrl">,
  { email, name, locale }: Owner,
  write: (to: Recipient) => Mail,
): void {
  sendMail(tx, keyRing, write({ to: email, name, locale, publicUrl }));
}
