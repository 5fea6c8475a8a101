/**
 * Opens what is numbered: the next deliveries of endpoints, in the order of their numbers, as many as there is room for.
 * A dead endpoint's backlog of a million is a million rows and at most this many jobs.
 */
import {
  type Any,
  type EndpointKey,
  listWaiting,
  lockCursors,
  moveCursors,
  type Opened,
  reopen,
} from "../progress.queries.ts";

/** Under way at once for one endpoint: claims look through them one by one. */
export const mostOpen = 200;
/** With so few left the next ones are opened. More than an endpoint's requests at the same moment, so that one of them sees it. */
export const fewOpen = 100;

export type OpenedOf = EndpointKey & { opened: Opened[] };

/**
 * Behind the locks of the endpoints' progress. Nothing of those that are paused, disabled or gone.
 * @returns of each what needs jobs, in order
 */
export async function openNext(tx: Any, endpoints: EndpointKey[]): Promise<OpenedOf[]> {
  const open = (await lockCursors(tx, endpoints, mostOpen)).filter(({ room }) => room > 0);
  if (open.length === 0) return [];
  const lines = [];
  // a replay is one person's deed: there is hardly ever more than one
  for (const cursor of open)
    lines.push({ cursor, again: cursor.openedUpTo < cursor.replayUpTo ? await reopen(tx, cursor) : [] });

  const roomy = lines.flatMap(({ cursor: { organizationId, id, openedUpTo, replayUpTo, room }, again }) => {
    const line = { organizationId, id, after: Math.max(openedUpTo, replayUpTo), most: room - again.length };
    return line.most > 0 ? [line] : [];
  });
  const waiting = roomy.length > 0 ? await listWaiting(tx, roomy) : [];
  const byEndpoint = Map.groupBy(waiting, ({ endpointId }) => endpointId);
  const opened = lines.map(({ cursor, again }) => {
    const next = [...again, ...(byEndpoint.get(cursor.id) ?? [])];
    const last = next.length < cursor.room ? undefined : next.at(-1)?.number;
    const { organizationId, id, lastNumber } = cursor;
    return { organizationId, id, opened: next, openedUpTo: last ?? lastNumber };
  });
  await moveCursors(tx, opened);
  return opened;
}
