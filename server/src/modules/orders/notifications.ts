/** Whom orders concern: those who look after the customer, those who decide, and the buyer who ordered. */
import { membersAssigned } from "#modules/organizations";
import type { Tx } from "#platform/db";
import { amountIn } from "#platform/money";
import { defineNotification, type NotificationRule, type ToldEvent } from "#platform/notifications";
import { orderCancelled, orderConfirmed, orderHeld, orderPlaced } from "./events.ts";
import type { Hold } from "./payment.ts";
import { findToldOrder, type ToldOrder, whoPlaced } from "./told.queries.ts";

const orderForMyCustomer = defineNotification<ToldOrder>({
  kind: "order_for_my_customer",
  describe: {
    en: "A customer who is assigned to you has ordered.",
    de: "Ein Kunde, der Ihnen zugeordnet ist, hat bestellt.",
  },
  on: orderPlaced,
  tells: "members",
  channels: { in_app: true, email: false },
  toMany: whoLooksAfter,
  words: toldOrder,
  text: {
    en: (order) => ({
      title: `${order.customer} ordered: ${order.number}`,
      body: `The order comes to ${amount("en", order)}.`,
    }),
    de: (order) => ({
      title: `${order.customer} hat bestellt: ${order.number}`,
      body: `Die Bestellung beläuft sich auf ${amount("de", order)}.`,
    }),
  },
});

const because: Record<"en" | "de", Record<Hold, string>> = {
  en: {
    credit_limit: "It does not fit the customer's credit limit.",
    credit_currency: "It is not in the currency of the customer's credit limit.",
    second_person: "A second person is to look at it.",
  },
  de: {
    credit_limit: "Sie übersteigt das Kreditlimit des Kunden.",
    credit_currency: "Sie ist nicht in der Währung des Kreditlimits.",
    second_person: "Eine zweite Person soll sie ansehen.",
  },
};

/** The rule holds it, and whoever placed it brought that about: they know. */
const orderAwaitsApproval = defineNotification<ToldOrder & { heldBecause: Hold }>({
  kind: "order_awaits_approval",
  describe: {
    en: "An order waits for somebody like you to confirm it.",
    de: "Eine Bestellung wartet darauf, dass jemand wie Sie sie bestätigt.",
  },
  on: orderHeld,
  tells: "members",
  needs: "orders:confirm",
  channels: { in_app: true, email: true },
  to: async () => "everybody",
  except: placer,
  async words(tx, event) {
    const order = await toldOrder(tx, event);
    // somebody was faster
    return order?.status === "placed" && order.heldBecause !== null
      ? { ...order, heldBecause: order.heldBecause }
      : undefined;
  },
  text: {
    en: (order) => ({
      title: `${order.number} waits to be confirmed`,
      body: `${order.customer} ordered for ${amount("en", order)}. ${because.en[order.heldBecause]}`,
    }),
    de: (order) => ({
      title: `${order.number} wartet auf Bestätigung`,
      body: `${order.customer} hat für ${amount("de", order)} bestellt. ${because.de[order.heldBecause]}`,
    }),
  },
});

const myOrderConfirmed = defineNotification<ToldOrder>({
  kind: "my_order_confirmed",
  describe: {
    en: "An order that you placed was confirmed.",
    de: "Eine Bestellung, die Sie aufgegeben haben, wurde bestätigt.",
  },
  on: orderConfirmed,
  tells: "buyers",
  // the confirmation itself is a mail of its own
  channels: { in_app: true, email: false },
  to: buyerWhoPlaced,
  async words(tx, event) {
    const order = await toldOrder(tx, event);
    return order?.confirmedAtOnce ? undefined : order;
  },
  text: {
    en: (order) => ({
      title: `Your order ${order.number} is confirmed`,
      body: `It comes to ${amount("en", order)}.`,
    }),
    de: (order) => ({
      title: `Ihre Bestellung ${order.number} ist bestätigt`,
      body: `Sie beläuft sich auf ${amount("de", order)}.`,
    }),
  },
});

const myOrderCancelled = defineNotification<ToldOrder>({
  kind: "my_order_cancelled",
  describe: {
    en: "An order that you placed was cancelled.",
    de: "Eine Bestellung, die Sie aufgegeben haben, wurde storniert.",
  },
  on: orderCancelled,
  tells: "buyers",
  channels: { in_app: true, email: true },
  to: buyerWhoPlaced,
  words: toldOrder,
  text: {
    en: (order) => ({
      title: `Your order ${order.number} was cancelled`,
      body: `It came to ${amount("en", order)}.`,
    }),
    de: (order) => ({
      title: `Ihre Bestellung ${order.number} wurde storniert`,
      body: `Sie belief sich auf ${amount("de", order)}.`,
    }),
  },
});

export const ordersNotifications: NotificationRule[] = [
  orderForMyCustomer,
  orderAwaitsApproval,
  myOrderConfirmed,
  myOrderCancelled,
];

/** Orders are placed in hundreds a second, and most customers are nobody's in particular. */
async function whoLooksAfter(tx: Tx, events: readonly ToldEvent[]): Promise<Map<string, string[]>> {
  const customerOf = ({ data }: ToldEvent) => String(data.customer_id);
  const members = await membersAssigned(tx, events.map(customerOf));
  return new Map(events.map((event) => [event.id, members.get(customerOf(event)) ?? []]));
}

function toldOrder(tx: Tx, { subject }: ToldEvent): Promise<ToldOrder | undefined> {
  return findToldOrder(tx, subject.id);
}

async function buyerWhoPlaced(tx: Tx, { subject }: ToldEvent): Promise<string[]> {
  const [, id] = /^buyer:(.+)$/.exec((await whoPlaced(tx, subject.id)) ?? "") ?? [];
  return id === undefined ? [] : [id];
}

async function placer(tx: Tx, { subject }: ToldEvent): Promise<string[]> {
  const [, id] = /^(?:member|buyer):(.+)$/.exec((await whoPlaced(tx, subject.id)) ?? "") ?? [];
  return id === undefined ? [] : [id];
}

const amount = (language: "en" | "de", { totalMinor, currency }: ToldOrder) =>
  amountIn(language, totalMinor, currency);
