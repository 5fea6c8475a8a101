/** What orders do later: give back the stock of what nobody pays, and say which ones stand still. */
import Type from "typebox";
import { openStock, releaseAll } from "#modules/inventory";
import { timeZone } from "#modules/organizations";
import type { Context } from "#platform/access";
import { noteChanges, noteDeed } from "#platform/audit";
import { dayIn } from "#platform/clock";
import type { Tx } from "#platform/db";
import { listOpen, raise, settle } from "#platform/inbox";
import { defineJob, defineSchedule, type Job, type Schedule } from "#platform/jobs";
import { orderCancelled } from "./events.ts";
import { incidentKey, incidentOf, orderKinds } from "./incident.ts";
import { stuckAfterHours, unpaidExpireAfterHours } from "./settings.ts";
import { listStill, listUnpaid, lockUnpaid, markExpired } from "./still.queries.ts";

/** Their stock is locked until the commit: whoever orders the same products waits that long. */
const mostAtOnce = 50;
/** Nobody looks through more; the next round brings those behind them. */
const mostRaised = 500;

const nothing = Type.Object({}, { additionalProperties: false });

/** Reservations that nobody pays for end, where the organization has said when. */
export const expireUnpaid = defineJob({
  name: "orders.expire-unpaid",
  describe: "Cancels prepaid orders of which nothing was paid in time, and gives their stock back.",
  input: nothing,
  async run(context, tx) {
    const hours = unpaidExpireAfterHours.of(context);
    if (hours === null) return;
    const due = await listUnpaid(tx, hours, mostAtOnce);
    if (due.length === 0) return;
    // stock before documents, like placing and cancelling: no deadlock
    await openStock(tx, [...new Set(due.flatMap(({ productIds }) => productIds))]);
    const locked = await lockUnpaid(
      tx,
      due.map(({ id }) => id),
    );
    const expired = due.filter(({ id }) => locked.has(id));
    await releaseAll(
      tx,
      expired.flatMap(({ lineIds }) => lineIds),
    );
    markExpired(
      tx,
      expired.map(({ id }) => id),
    );
    for (const { id, customerId } of expired) {
      await tellExpired(context, tx, { id, version: (locked.get(id) ?? 0) + 1 }, customerId);
    }
    if (due.length === mostAtOnce) expireUnpaid.enqueue(tx, {}); // there may be more
  },
});

async function tellExpired(
  context: Context,
  tx: Tx,
  subject: { id: string; version: number },
  customerId: string,
): Promise<void> {
  noteChanges(tx, subject.id, {
    status: { before: "placed", after: "cancelled" },
    cancelled_at: { before: null, after: context.now.toISOString() },
  });
  noteDeed(context, tx, { action: "orders.expire", subject: { type: "order", ...subject } });
  orderCancelled.emit(tx, context, subject, { customer_id: customerId });
  await settle(
    tx,
    context.organizationId,
    incidentKey(subject.id),
    "It expired: nobody paid for it in time.",
  );
}

/** What stands still is in the inbox, in words of today; what moved on without a word to it is not. */
export const tellStuck = defineJob({
  name: "orders.tell-stuck",
  describe:
    "Puts orders that do not move on into the inbox, with what blocks them, and takes out those that did.",
  input: nothing,
  async run(context, tx) {
    const { organizationId } = context;
    const still = await listStill(tx, stuckAfterHours.of(context), mostRaised);
    const open = new Map((await listOpen(tx, orderKinds)).map((incident) => [incident.key, incident]));
    for (const order of still) {
      const incident = incidentOf(order, dayIn(timeZone.of(context), order.since));
      const known = open.get(incident.key);
      open.delete(incident.key);
      // what the placing said of a held one knows by how much it is over
      const told = known !== undefined && (order.heldBecause !== null || known.because === incident.because);
      if (!told) await raise(tx, organizationId, incident);
    }
    if (still.length === mostRaised) return; // who is not among the oldest may stand still all the same
    for (const key of open.keys()) await settle(tx, organizationId, key, "It stands still no longer.");
  },
});

export const ordersJobs: Job[] = [expireUnpaid, tellStuck];

export const ordersSchedules: Schedule[] = [
  defineSchedule({ name: "orders.expire_unpaid", cron: "*/15 * * * *", job: expireUnpaid, input: {} }),
  defineSchedule({ name: "orders.tell_stuck", cron: "40 * * * *", job: tellStuck, input: {} }),
];
