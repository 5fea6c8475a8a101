/** One good request for every verb about mails to customers. */
import type { TestApp } from "./app.ts";
import type { Requested } from "./every-action.ts";
import { execute } from "./execute.ts";
import type { Shop } from "./shop.ts";

/** No verb makes a mail: a confirmation that nobody could be written to, as the job leaves it. @returns its id */
export async function unwrittenMail(
  { database }: Pick<TestApp, "database">,
  organization: string,
  order: string,
  customer: string,
): Promise<string> {
  const [mail] = await execute(
    database.adminUrl,
    `insert into mails (organization_id, kind, subject_type, subject_id, customer_id, locale, failed_at, failure_code)
     values ($1, 'order_confirmation', 'order', $2, $3, 'en', now(), 'no_recipient')
     on conflict (organization_id, kind, subject_id) where resend_of is null do update set locale = excluded.locale
     returning id`,
    [organization, order, customer],
  );
  return String(mail?.id);
}

/** An order that is confirmed, over one piece of a product that there is. */
export async function confirmedOrder(s: Shop, customer: string, product: string): Promise<string> {
  await s.receive(product, 1);
  const { json } = await s.place(customer, [{ product_id: product, quantity: 1 }]);
  const confirmed = await s.post(`/v1/orders/${json.id}/confirm`);
  if (confirmed.status !== 200) throw new Error(confirmed.text);
  return json.id;
}

/** At a customer who has somebody by now. */
async function unwritten(s: Shop, t: Pick<TestApp, "database">): Promise<string> {
  const customer_id = await s.customer();
  const order = await confirmedOrder(s, customer_id, await s.product());
  const mail = await unwrittenMail(t, s.organization, order, customer_id);
  await s.make("/v1/contacts", { customer_id, name: "Maria Anders", email: "maria@example.com" });
  return mail;
}

export const mailsRequests: Record<string, Requested> = {
  "mails.resend": async (s, t) => ({ method: "POST", path: `/v1/mails/${await unwritten(s, t)}/resend` }),
};
