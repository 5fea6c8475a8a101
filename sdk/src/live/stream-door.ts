/** Server-sent events, read by fetch: an EventSource sends no credential and tells no refusal. */
import { anyOf } from "../pause.ts";
import { PlinthProblem, problemIn } from "../problem.ts";
import type { Transport } from "../transport.ts";
import { askedFor, Cut, type Delivery, type Door, type Opening, type PlinthEvent } from "./door.ts";
import { type Message, messagesOf } from "./server-sent.ts";

export function streamDoor(transport: Transport): Door {
  return { name: "stream", open: (opening) => stream(transport, opening) };
}

async function* stream(transport: Transport, opening: Opening): AsyncGenerator<Delivery, never> {
  const { timing } = opening;
  const leave = new AbortController();
  const response = await transport.send({
    method: "GET",
    path: "/v1/events/stream",
    query: askedFor(opening),
    headers: { accept: "text/event-stream" },
    signal: anyOf(opening.signal, leave.signal),
    timeoutMs: timing.openMs,
  });
  if (!response.ok) throw problemIn(response, await response.text());
  if (response.body === null || !/^text\/event-stream/.test(response.headers.get("content-type") ?? ""))
    throw new Error("the answer is no stream of events");

  const reader = response.body.getReader();
  const text = new TextDecoder();
  const read = messagesOf();
  try {
    // what is not read yet waits in the network: a slow reader is slowed down, not buried
    for (let isOpen = false; ; ) {
      const limitMs = isOpen ? timing.silenceMs : timing.openMs;
      const { done, value } = await within(limitMs, reader.read());
      if (done) throw new Cut("the stream ended");
      for (const message of read(text.decode(value, { stream: true }))) {
        const delivery = deliveryOf(message);
        isOpen ||= delivery !== undefined;
        if (delivery !== undefined) yield delivery;
      }
    }
  } finally {
    leave.abort();
  }
}

/** @throws what the server ends the stream with */
function deliveryOf({ id, event, data }: Message): Delivery | undefined {
  if (event === "end") throw ending(JSON.parse(data) as { code: string; detail: string });
  if (id === undefined) return undefined;
  return { events: data === "" ? [] : [JSON.parse(data) as PlinthEvent], cursor: id };
}

/** Why a stream ends: what cannot be mended by coming back is a problem, all else a cut. */
export function ending({ code, detail }: { code: string; detail: string }): PlinthProblem | Cut {
  const status = { resync_required: 410, unauthenticated: 401, too_many_streams: 429 }[code];
  return status === undefined ? new Cut(detail) : new PlinthProblem({ status, code, detail });
}

async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
