/** The door that goes through everything: one request after the other, each waiting for what comes next. */
import { pause } from "../pause.ts";
import { problemIn } from "../problem.ts";
import type { Transport } from "../transport.ts";
import { askedFor, type Delivery, type Door, type Opening } from "./door.ts";

const pageSize = 200;

export function pollDoor(transport: Transport): Door {
  return { name: "poll", open: (opening) => poll(transport, opening) };
}

async function* poll(transport: Transport, opening: Opening): AsyncGenerator<Delivery, never> {
  const { signal, timing } = opening;
  let { after } = opening;
  // the first answer comes at once: it says that the door works
  for (let wait = 0; ; wait = timing.pollSeconds) {
    const page = await readPage(transport, { ...opening, after }, wait);
    after = page.cursor;
    yield page;
    if (wait > 0 && page.events.length < pageSize) await pause(timing.pollRestMs, signal);
  }
}

/**
 * A page of the feed.
 * @throws PlinthProblem when it is refused
 */
export async function readPage(transport: Transport, opening: Opening, wait: number): Promise<Delivery> {
  const { response, text } = await transport.fetchText({
    method: "GET",
    path: "/v1/events",
    query: { ...askedFor(opening), limit: pageSize, wait },
    signal: opening.signal,
    timeoutMs: wait * 1_000 + opening.timing.openMs,
  });
  if (!response.ok) throw problemIn(response, text);
  const { data, next_cursor } = JSON.parse(text) as { data: Delivery["events"]; next_cursor: string | null };
  return { events: data, cursor: next_cursor ?? opening.after };
}
