/** Hands events to the one who subscribed: in order, one at a time, each once. */
import { Cut, type Delivery, type PlinthEvent } from "./door.ts";
import type { SubscribeOptions } from "./subscription.ts";

/** Doors overlap by a page at most; this many are remembered so that none is told twice. */
const remembered = 2_000;

export type Handler = {
  /** A new connection: its numbers begin anew. */
  begin(): void;
  /** @throws Cut for a hole in the numbers, and whatever the handler threw, as HandlerFailed */
  take(delivery: Delivery): Promise<void>;
};

/** What `onEvent` or `onCursor` threw: nobody may go on behind an event that was not handled. */
export class HandlerFailed extends Error {
  override readonly name = "HandlerFailed";
}

export function createHandler(
  { onEvent, onCursor }: Pick<SubscribeOptions, "onEvent" | "onCursor">,
  isClosed: () => boolean,
  handled: (cursor: string) => void,
): Handler {
  const seen = new Set<string>();
  let next: number | undefined;
  let last: string | undefined;

  const handOne = async (event: PlinthEvent) => {
    await onEvent(event);
    seen.add(event.id);
    if (seen.size <= remembered) return;
    const [oldest = ""] = seen;
    seen.delete(oldest);
  };

  return {
    begin() {
      next = undefined;
    },
    async take({ events, cursor }) {
      for (const event of events) {
        const isKnown = seen.has(event.id);
        // within a connection numbers have no hole: something between us and the server has lost an event
        if (!isKnown && next !== undefined && event.seq > next)
          throw new Cut(`event ${next} did not arrive before event ${event.seq}`);
        next = event.seq + 1;
        if (isKnown) continue;
        if (isClosed()) return;
        await handing(() => handOne(event));
      }
      if (cursor === last) return;
      last = cursor;
      handled(cursor);
      await handing(() => onCursor?.(cursor));
    },
  };
}

async function handing(work: () => void | Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw new HandlerFailed("the handler of events failed", { cause });
  }
}
