/** The part of Stripe's API that Plinth uses, as the fake answers it. */
import type { Books, StripeObject } from "./stripe-books.ts";
import type { Endpoints } from "./stripe-endpoints.ts";
import { type Form, numberAt, textAt, textsAt } from "./stripe-form.ts";

export type Reply = { status: number; body: object };

type Asked = {
  books: Books;
  endpoints: Endpoints;
  form: Form;
  id: string;
  url: string;
  accountId: string;
};

const ok = (body: object): Reply => ({ status: 200, body });
const refused = (code: string, message: string, status = 400): Reply => ({
  status,
  body: { error: { type: "invalid_request_error", code, message } },
});
const missing = (id: string): Reply => refused("resource_missing", `No such object: '${id}'`, 404);

/** By method and path; `*` stands for an id. */
export const calls: Record<string, (asked: Asked) => Reply> = {
  "GET /v1/account": ({ accountId }) => ok({ id: accountId, object: "account", charges_enabled: true }),
  "POST /v1/payment_intents": ({ books, form }) => {
    const [amount, currency] = [numberAt(form, "amount"), textAt(form, "currency")];
    if (amount === undefined || currency === undefined)
      return refused("parameter_missing", "amount, currency");
    if (amount < 1) return refused("amount_too_small", "Amount must be at least 1");
    return ok(books.createIntent(amount, currency, textsAt(form, "metadata")));
  },
  "GET /v1/payment_intents": ({ books, form }) => page(books.listed("payment_intent"), form),
  "GET /v1/payment_intents/*": ({ books, id }) => found(books.get(id, "payment_intent"), id),
  "POST /v1/payment_intents/*/cancel": ({ books, id }) => {
    const intent = books.get(id, "payment_intent");
    if (intent === undefined) return missing(id);
    if (books.cancel(intent)) return ok(intent);
    return refused(
      "payment_intent_unexpected_state",
      `You cannot cancel this PaymentIntent: ${intent.status}`,
    );
  },
  "POST /v1/checkout/sessions": ({ books, form, url }) => {
    const price = ["line_items", "0", "price_data"];
    const amount = numberAt(form, ...price, "unit_amount");
    const currency = textAt(form, ...price, "currency");
    if (amount === undefined || currency === undefined) return refused("parameter_missing", "line_items");
    const wanted = {
      amount_total: amount,
      currency,
      client_reference_id: textAt(form, "client_reference_id") ?? null,
      metadata: textsAt(form, "metadata"),
      success_url: textAt(form, "success_url"),
      cancel_url: textAt(form, "cancel_url"),
      payment_intent_data: { metadata: textsAt(form, "payment_intent_data", "metadata") },
    };
    return ok(books.createSession(wanted, (id) => `${url}/pay/${id}`));
  },
  "GET /v1/checkout/sessions": ({ books, form }) => page(books.listed("checkout.session"), form),
  "GET /v1/checkout/sessions/*": ({ books, id }) => found(books.get(id, "checkout.session"), id),
  "POST /v1/checkout/sessions/*/expire": ({ books, id }) => {
    const session = books.get(id, "checkout.session");
    if (session === undefined) return missing(id);
    return books.expire(session)
      ? ok(session)
      : refused(
          "checkout_session_not_open",
          `Only Checkout Sessions with a status in ["open"] can be expired`,
        );
  },
  "POST /v1/refunds": ({ books, form }) => {
    const of = textAt(form, "payment_intent") ?? "";
    const intent = books.get(of, "payment_intent");
    if (intent === undefined) return missing(of);
    const refund = books.refund(
      intent,
      numberAt(form, "amount") ?? Number(intent.amount_received),
      textsAt(form, "metadata"),
      "pending",
    );
    return refund === undefined
      ? refused("charge_already_refunded", "Refund amount is greater than unrefunded amount on charge")
      : ok(refund);
  },
  "GET /v1/refunds": ({ books, form }) => page(books.listed("refund"), form),
  "GET /v1/refunds/*": ({ books, id }) => found(books.get(id, "refund"), id),
  "POST /v1/webhook_endpoints": ({ endpoints, form }) => {
    const [to, events] = [textAt(form, "url"), Object.values(textsAt(form, "enabled_events"))];
    if (to === undefined || !URL.canParse(to)) return refused("url_invalid", "url");
    if (events.length === 0) return refused("parameter_missing", "enabled_events");
    return ok(endpoints.register(to, events));
  },
  "GET /v1/events": ({ books, form }) => page(books.events.toReversed(), form),
};

const found = (object: StripeObject | undefined, id: string): Reply =>
  object === undefined ? missing(id) : ok(object);

type Listed = { id: string; created: number; payment_intent?: unknown; type?: string };

/** The newest first, from behind `starting_after`, as many as are asked for. */
function page(all: Listed[], form: Form): Reply {
  const since = numberAt(form, "created", "gte") ?? 0;
  const of = textAt(form, "payment_intent");
  const types = Object.values(textsAt(form, "types"));
  const wanted = all.filter(
    ({ created, payment_intent, type }) =>
      created >= since &&
      (of === undefined || payment_intent === of) &&
      (types.length === 0 || types.includes(type ?? "")),
  );
  const after = textAt(form, "starting_after");
  const from = after === undefined ? 0 : wanted.findIndex(({ id }) => id === after) + 1;
  const most = numberAt(form, "limit") ?? 10;
  const data = wanted.slice(from, from + most);
  return ok({ object: "list", data, has_more: from + most < wanted.length, url: "/v1/objects" });
}
