import type { Mail } from "./mail.ts";
import { oneLine } from "./render.ts";

/** Who mails are from. */
export type Sender = { name?: string | undefined; address: string };

/** Who this mail is from: a name may be its own, in one line. The address never is. */
export function senderOf({ senderName }: Mail, from: Sender): Sender {
  return senderName === undefined ? from : { ...from, name: oneLine(senderName) };
}

/** `"Plinth" <no-reply@example.com>`, or the address alone. */
export function senderText({ name, address }: Sender): string {
  return name === undefined ? address : `"${name.replace(/["\\]/g, "\\$&")}" <${address}>`;
}
