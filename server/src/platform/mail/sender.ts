/** Who mails are from. */
export type Sender = { name?: string | undefined; address: string };

/** `"Plinth" <no-reply@example.com>`, or the address alone. */
export function senderText({ name, address }: Sender): string {
  return name === undefined ? address : `"${name.replace(/["\\]/g, "\\$&")}" <${address}>`;
}
