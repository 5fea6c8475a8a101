/** How long it is known what Stripe told. Payments, their facts and postings are the books, and stay. */
import { defineRetention } from "#platform/retention";
import { forgetEvents } from "./event.queries.ts";

export const paymentEventsKept = defineRetention({
  table: "payment_events",
  setting: "payments.events_kept_days",
  describe:
    "How many days it is known which events a payment provider told us, and what came of them; what they said is emptied after 30 days. Payments, refunds and their postings are kept for ever. An event that is not taken in, or does not fit while the inbox has an open item about that, is kept.",
  keptDays: 400,
  // a provider repeats what it told for a month; what comes again after it was forgotten is read again, and known
  leastDays: 60,
  forget: forgetEvents,
});
