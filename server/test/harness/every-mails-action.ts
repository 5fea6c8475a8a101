/** One good request for every verb about mails to customers. */
import type { Requested } from "./every-action.ts";
import type { Shop } from "./shop.ts";
import { until } from "./until.ts";

/** A confirmation that nobody could be written to, at a customer who has somebody by now. */
async function unwritten(s: Shop): Promise<string> {
  const [customer_id, product] = [await s.customer(), await s.product()];
  await s.receive(product, 1);
  const { json: order } = await s.place(customer_id, [{ product_id: product, quantity: 1 }]);
  await s.post(`/v1/orders/${order.id}/confirm`);
  const mail = await until("the confirmation to be written", async () => {
    const { json } = await s.get(`/v1/mails?subject_id=${order.id}`);
    return json.data[0] as { id: string } | undefined;
  });
  await s.make("/v1/contacts", { customer_id, name: "Maria Anders", email: "maria@example.com" });
  return mail.id;
}

export const mailsRequests: Record<string, Requested> = {
  "mails.resend": async (s) => ({ method: "POST", path: `/v1/mails/${await unwritten(s)}/resend` }),
};
