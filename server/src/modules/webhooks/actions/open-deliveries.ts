/**
 * Opens what is numbered: the next deliveries of an endpoint, in the order of their numbers, as many as there is room for.
 * A dead endpoint's backlog of a million is a million rows and at most this many jobs.
 */
import {
  type Any,
  countOpen,
  listWaiting,
  lockCursor,
  moveCursor,
  type Opened,
  reopen,
} from "../progress.queries.ts";

/** Under way at once for one endpoint: claims look through them one by one. */
export const mostOpen = 200;
/** With so few left the next ones are opened. More than an endpoint's requests at the same moment, so that one of them sees it. */
export const fewOpen = 100;

/**
 * Behind the lock of the endpoint's progress. Nothing while it is paused, disabled or gone.
 * @returns those that need jobs, in order
 */
export async function openNext(tx: Any, organizationId: string, endpointId: string): Promise<Opened[]> {
  const cursor = await lockCursor(tx, organizationId, endpointId);
  if (cursor === undefined || cursor.status !== "active" || cursor.openedUpTo >= cursor.lastNumber) return [];
  const room = mostOpen - (await countOpen(tx, organizationId, endpointId, cursor, mostOpen));
  if (room <= 0) return [];

  const again =
    cursor.openedUpTo < cursor.replayUpTo ? await reopen(tx, organizationId, endpointId, cursor, room) : [];
  const after = Math.max(cursor.openedUpTo, cursor.replayUpTo);
  const left = room - again.length;
  const waiting = left > 0 ? await listWaiting(tx, organizationId, endpointId, after, left) : [];
  const next = [...again, ...waiting];
  const last = next.length < room ? undefined : next.at(-1)?.number;
  await moveCursor(tx, organizationId, endpointId, last ?? cursor.lastNumber);
  return next;
}
