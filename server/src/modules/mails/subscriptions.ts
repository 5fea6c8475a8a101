import { orderConfirmed } from "#modules/orders";
import { inboxItemRaised } from "#platform/inbox";
import { on, type Subscription } from "#platform/jobs";
import { sendConfirmation } from "./send-confirmation.jobs.ts";
import { tellOwner } from "./tell-owner.jobs.ts";

/** What settles by itself within it is nobody's concern. */
const patienceMs = 60_000;

export const mailsSubscriptions: Subscription[] = [
  on(orderConfirmed, sendConfirmation, ({ subject }) => ({ order_id: subject.id })),
  on(
    inboxItemRaised,
    tellOwner,
    ({ subject }) => ({ item_id: subject.id }),
    ({ occurredAt }) => ({ runAt: new Date(occurredAt.getTime() + patienceMs) }),
  ),
];
