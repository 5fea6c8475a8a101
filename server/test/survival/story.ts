/** What becomes of orders: eight stories, from placing to the end, by people who insist until they are answered. */
import type { Answer } from "#harness/app";
import { until } from "#harness/until";
import type { Company } from "./company.ts";

/** How an order must stand in the end, whatever happened on the way. */
export type Told = {
  id: string;
  totalMinor: number;
  status: "confirmed" | "cancelled";
  /** Whether its customer was told that it is confirmed. */
  confirmed: boolean;
  payments: string[];
  paidMinor: number;
  refundedMinor: number;
  /** Somebody has to decide about its money. */
  question: boolean;
};

type Story = (company: Company, wish: Wish) => Promise<Told>;
type Wish = { lines: { product_id: string; quantity: number }[] };

const patienceMs = 90_000;

export const stories: Record<string, Story> = {
  async onAccount(company, wish) {
    return end(await place(company, "onAccount", wish), {});
  },
  async onAccountAndCancelled(company, wish) {
    const order = await place(company, "onAccount", wish);
    await company.post(`/v1/orders/${order.id}/cancel`);
    return end(order, { status: "cancelled" });
  },
  async paid(company, wish) {
    const order = await place(company, "prepaid", wish);
    const payment = await beginToPay(company, order.id, { method: "stripe_checkout" });
    company.stripe.pay(payment.at);
    return end(order, { payments: [payment.id], paidMinor: order.total_minor });
  },
  async paidInTwo(company, wish) {
    const order = await place(company, "prepaid", wish);
    const part = { method: "stripe_payment_intent", amount_minor: Math.floor(order.total_minor / 3) };
    const first = await beginToPay(company, order.id, part);
    const second = await beginToPay(company, order.id, { method: "stripe_checkout" });
    company.stripe.pay(second.at);
    company.stripe.pay(first.at);
    return end(order, { payments: [first.id, second.id], paidMinor: order.total_minor });
  },
  async paidAtTheSecondTry(company, wish) {
    const order = await place(company, "prepaid", wish);
    const payment = await beginToPay(company, order.id, { method: "stripe_payment_intent" });
    company.stripe.pay(payment.at, "failed");
    company.stripe.pay(payment.at);
    return end(order, { payments: [payment.id], paidMinor: order.total_minor });
  },
  async paidAndPartlyGivenBack(company, wish) {
    const order = await place(company, "prepaid", wish);
    const payment = await beginToPay(company, order.id, { method: "stripe_payment_intent" });
    company.stripe.pay(payment.at);
    const refundedMinor = await giveBack(company, payment.id, [700, 500]);
    return end(order, { payments: [payment.id], paidMinor: order.total_minor, refundedMinor });
  },
  async neverPaid(company, wish) {
    const order = await place(company, "prepaid", wish);
    await company.post(`/v1/orders/${order.id}/cancel`);
    return end(order, { status: "cancelled", confirmed: false });
  },
  async paidWhenCancelled(company, wish) {
    const order = await place(company, "prepaid", wish);
    const payment = await beginToPay(company, order.id, { method: "stripe_checkout" });
    await company.post(`/v1/orders/${order.id}/cancel`);
    company.stripe.pay(payment.at);
    const money = { payments: [payment.id], paidMinor: order.total_minor };
    return end(order, { ...money, status: "cancelled", confirmed: false, question: true });
  },
};

async function place(
  { post, customers }: Company,
  who: keyof Company["customers"],
  { lines }: Wish,
): Promise<Answer["json"]> {
  return await post("/v1/orders", { customer_id: customers[who], currency: "EUR", lines });
}

/** @returns our id, and what the customer pays at Stripe */
async function beginToPay(
  { post }: Company,
  order: string,
  body: object,
): Promise<{ id: string; at: string }> {
  const { id, redirect_url, client_secret } = await post(`/v1/orders/${order}/payments`, body);
  const at =
    redirect_url === undefined
      ? String(client_secret).split("_secret_")[0]
      : String(redirect_url).split("/").at(-1);
  return { id, at: at ?? "" };
}

/** As soon as it has arrived. @returns the sum */
async function giveBack({ post, get }: Company, payment: string, amounts: number[]): Promise<number> {
  const arrived = async () => (await get(`/v1/payments/${payment}`)).status === "succeeded";
  await until(`the payment ${payment} to arrive`, arrived, patienceMs);
  for (const amount_minor of amounts)
    await post(`/v1/payments/${payment}/refund`, { amount_minor, reason: "It arrived broken." });
  return amounts.reduce((sum, amount) => sum + amount, 0);
}

function end(order: Answer["json"], wish: Partial<Told>): Told {
  const usual = { status: "confirmed", confirmed: true, question: false } as const;
  const money = { payments: [], paidMinor: 0, refundedMinor: 0 };
  return { id: order.id, totalMinor: order.total_minor, ...usual, ...money, ...wish };
}
