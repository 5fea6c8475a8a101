/** From a connection's id to Stripe itself, with nothing of the database held. */
import { type Asking, asking, type Connection, credentialsOf, findConnection } from "#modules/connections";
import { beyondScope, type Context } from "#platform/access";
import type { OutsideServices } from "#platform/action";
import { accessTo, type StripeAccess } from "./stripe-connector.ts";

export type StripeMeans = Pick<OutsideServices, "outbound" | "keyRing" | "read">;

export type Reached = StripeAccess & { connection: Connection; ask: Asking };

/**
 * Connections are hidden from those who see some customers only; whoever pays through one learns nothing of it.
 * @throws when there is none: a payment holds on to its connection
 */
export async function reachStripe(
  context: Context,
  connectionId: string,
  { outbound, keyRing, read }: StripeMeans,
): Promise<Reached> {
  const ask = asking(read, beyondScope(context));
  const connection = await findConnection(ask, connectionId);
  if (connection === undefined) throw new Error("a payment's connection is not there");
  const credentials = credentialsOf(keyRing, connection, context.now);
  return { ...(await accessTo(connection, credentials, context, outbound)), connection, ask };
}
