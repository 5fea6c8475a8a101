/** One good request for every verb about mails to customers. */
import type { TestApp } from "./app.ts";
import type { Requested } from "./every-action.ts";
import { execute } from "./execute.ts";
import type { Shop } from "./shop.ts";

/** A confirmation that nobody could be written to, at a customer who has somebody by now. */
async function unwritten(s: Shop, t: Pick<TestApp, "database">): Promise<string> {
  const [customer_id, product] = [await s.customer(), await s.product()];
  await s.receive(product, 1);
  const { json: order } = await s.place(customer_id, [{ product_id: product, quantity: 1 }]);
  await s.post(`/v1/orders/${order.id}/confirm`);
  // as the job writes it, whether or not there is somebody who does jobs
  const [mail] = await execute(
    t.database.adminUrl,
    `insert into mails (organization_id, kind, subject_type, subject_id, customer_id, locale, failed_at, failure_code)
     values ($1, 'order_confirmation', 'order', $2, $3, 'en', now(), 'no_recipient')
     on conflict (organization_id, kind, subject_id) where resend_of is null do update set locale = excluded.locale
     returning id`,
    [s.organization, order.id, customer_id],
  );
  await s.make("/v1/contacts", { customer_id, name: "Maria Anders", email: "maria@example.com" });
  return String(mail?.id);
}

export const mailsRequests: Record<string, Requested> = {
  "mails.resend": async (s, t) => ({ method: "POST", path: `/v1/mails/${await unwritten(s, t)}/resend` }),
};
