/**
 * Reads the feed for endpoints: every event becomes a delivery to each endpoint that listens to it, under that endpoint's
 * next number. Nobody else gives numbers, so that they have no hole; the place in the feed moves with them.
 */
import { addJobs, type CommittedEvent, defineConsumer } from "#platform/jobs";
import { uuidv7 } from "#platform/uuid";
import { openNext } from "./actions/open-deliveries.ts";
import { insertDeliveries, type Numbered } from "./delivery.queries.ts";
import { listensTo, trialType } from "./endpoint.ts";
import { endpointCreated, endpointTested } from "./events.ts";
import { deliveringJobs } from "./jobs.ts";
import { type Line, lockLines, writeLines } from "./progress.queries.ts";
import { type Listener, listListeners } from "./queries.ts";

export const numberDeliveries = defineConsumer({
  name: "webhooks",
  async take(tx, events) {
    const organizations = [...new Set(events.map(({ organizationId }) => organizationId))];
    const listeners = await listListeners(tx, organizations);
    const told = new Map(listeners.map((listener) => [listener.id, toldTo(listener, events)]));
    const lines = await lockLines(
      tx,
      listeners.filter(({ id }) => told.get(id)?.length !== 0),
    );
    if (lines.length === 0) return;

    const moved = lines.map((line) => number(line, told.get(line.id) ?? []));
    await insertDeliveries(
      tx,
      moved.flatMap(({ numbered }) => numbered),
    );
    await writeLines(
      tx,
      moved.map(({ line }) => line),
    );
    await addJobs(tx, deliveringJobs(await openNext(tx, lines)));
  },
});

/** An event as an endpoint is told of it. */
type Told = { seq: number; type: string; begins: boolean };

/** In order. What made the endpoint is among them: it is not told, and everything behind it is. */
function toldTo({ organizationId, id, events: patterns }: Listener, events: CommittedEvent[]): Told[] {
  return events.flatMap(({ organizationId: whose, seq, type, subject }): Told[] => {
    if (whose !== organizationId) return [];
    const aboutItself = subject.id === id;
    if (aboutItself && type === endpointCreated.type) return [{ seq, type, begins: true }];
    if (aboutItself && type === endpointTested.type) return [{ seq, type: trialType, begins: false }];
    return listensTo(patterns, type) ? [{ seq, type, begins: false }] : [];
  });
}

function number(before: Line, told: Told[]): { line: Line; numbered: Numbered[] } {
  const line = { ...before };
  const numbered: Numbered[] = [];
  for (const { seq, type, begins } of told) {
    if (begins) line.beganSeq ??= seq;
    else if (line.beganSeq !== null && seq > line.beganSeq) {
      const { organizationId, id: endpointId } = line;
      line.lastNumber++;
      numbered.push({ id: uuidv7(), organizationId, endpointId, number: line.lastNumber, seq, type });
    }
  }
  return { line, numbered };
}
