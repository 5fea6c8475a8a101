/** One order with its lines: the read that everything else is measured beside. */
import { idOf } from "./ids.ts";
import { linesPerOrder } from "./population.ts";
import { type Asked, below, type Ground, withKey, written } from "./workload.ts";

/** @param credentialOf a header line for the organization that the order belongs to. */
export function readOrder(
  ground: Ground,
  credentialOf: (ground: Ground, organization: number) => string = withKey,
): Asked {
  const n = below(ground.orders);
  const id = idOf("order", n);
  return {
    request: written(ground.port, "GET", `/v1/orders/${id}`, {
      credential: credentialOf(ground, n % ground.organizations),
    }),
    right: (body) => body.startsWith(`{"id":"${id}"`) && JSON.parse(body).lines.length === linesPerOrder,
  };
}
