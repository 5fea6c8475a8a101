/** The WebSocket: pages of events as frames, and a ping of our own, since browsers do not tell of the network's. */
import type { Transport } from "../transport.ts";
import { askedFor, Cut, type Delivery, type Door, type Opening } from "./door.ts";
import { ending } from "./stream-door.ts";

/** As much of a WebSocket as is needed; the browser's, Node's and the one of `ws` fit. */
export type Socket = {
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: string, heard: (event: never) => void): void;
};
export type SocketConstructor = new (url: string, protocols?: string[]) => Socket;

const protocol = "plinth.events.v1";
/** Events that wait for a slow handler. A socket cannot be slowed down: beyond this it is left, and resumed later. */
const mostWaiting = 2_000;
/** Close codes that say more than that the connection is gone. */
const meanings: Record<number, string> = {
  4401: "unauthenticated",
  4410: "resync_required",
  4429: "too_many_streams",
};

export function socketDoor(transport: Transport, WebSocket: SocketConstructor): Door {
  return { name: "socket", open: (opening) => talk(transport, WebSocket, opening) };
}

type Frame =
  | { type: "ready"; cursor: string }
  | { type: "events"; data: Delivery["events"]; next_cursor: string }
  | { type: "cursor"; next_cursor: string }
  | { type: "error"; code: string; detail: string }
  | { type: "pong" | "subscribed" };

async function* talk(
  transport: Transport,
  WebSocket: SocketConstructor,
  opening: Opening,
): AsyncGenerator<Delivery, never> {
  const { signal, timing } = opening;
  const token = await transport.credential.get();
  signal.throwIfAborted();
  const socket = new WebSocket(placeOf(transport, opening), [
    protocol,
    ...(token === undefined ? [] : [`bearer.${token}`]),
  ]);

  const waiting: Delivery[] = [];
  let waitingEvents = 0;
  let isOpen = false;
  let over: { why: unknown } | undefined;
  let wake = () => {};

  /** What came before is still handed over. */
  const end = (why: unknown) => {
    over ??= { why };
    socket.close(1000);
    wake();
  };
  const hand = (delivery: Delivery) => {
    waiting.push(delivery);
    waitingEvents += delivery.events.length;
    if (waitingEvents > mostWaiting) end(new Cut("more came than was taken"));
    wake();
  };

  let silence = setTimeout(() => end(new Error("the socket did not open")), timing.openMs);
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => end(new Error("the socket fell silent")), timing.silenceMs);
  };
  const pings = setInterval(() => {
    if (isOpen) socket.send(JSON.stringify({ type: "ping" }));
  }, timing.pingMs);

  socket.addEventListener("message", ({ data }: { data: unknown }) => {
    if (over !== undefined) return;
    try {
      const frame = JSON.parse(String(data)) as Frame;
      if (frame.type === "ready") {
        isOpen = true;
        hand({ events: [], cursor: frame.cursor });
      } else if (frame.type === "events") hand({ events: frame.data, cursor: frame.next_cursor });
      else if (frame.type === "cursor") hand({ events: [], cursor: frame.next_cursor });
      if (isOpen) heard();
    } catch (error) {
      end(error);
    }
  });
  socket.addEventListener("close", ({ code, reason }: { code: number; reason: string }) => {
    const detail = reason || `the socket was closed with ${code}`;
    const meaning = meanings[code];
    if (meaning !== undefined) return end(ending({ code: meaning, detail }));
    end(isOpen && code !== 4400 ? new Cut(detail) : new Error(detail));
  });
  // a close follows, which says as much as there is to know
  socket.addEventListener("error", () => {});
  const leave = () => end(signal.reason);
  signal.addEventListener("abort", leave, { once: true });

  try {
    for (;;) {
      const next = waiting.shift();
      if (next !== undefined) {
        waitingEvents -= next.events.length;
        yield next;
      } else if (over !== undefined) throw over.why;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    clearTimeout(silence);
    clearInterval(pings);
    signal.removeEventListener("abort", leave);
    end(undefined);
  }
}

function placeOf({ locate, organization }: Transport, opening: Opening): string {
  const asked = { ...askedFor(opening), ...(organization === undefined ? {} : { organization }) };
  const place = locate("/v1/events/socket", asked);
  // a page of the same origin names no origin; older sockets know only whole addresses
  const whole = new URL(place, (globalThis as { location?: { href: string } }).location?.href);
  whole.protocol = whole.protocol.replace("http", "ws");
  return whole.href;
}
