/** What tests of orders do in the place of payments. */
import { applyPayments, type PayableOrder } from "#modules/orders";
import { findSystemContext } from "#modules/organizations";
import { leaveTrail } from "#platform/action";
import type { Tx } from "#platform/db";
import type { TestApp } from "./app.ts";
import type { Shop } from "./shop.ts";

/** One deed of the system's for an organization, with what it leaves in the trail. */
export async function bySystem<T>(
  t: TestApp,
  of: Pick<Shop, "organization">,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const context = await findSystemContext(t.app.database, of.organization, "test");
  return await t.app.database.transaction(context, async (tx) => {
    const result = await work(tx);
    leaveTrail(tx, []);
    return result;
  });
}

/** As payments do it: what was received of an order and given back, in total. */
export function pay(
  t: TestApp,
  of: Pick<Shop, "organization">,
  id: string,
  paidMinor: number,
  refundedMinor = 0,
): Promise<PayableOrder> {
  return bySystem(t, of, (tx) => applyPayments(tx, id, { paidMinor, refundedMinor }));
}
