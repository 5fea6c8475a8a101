/** Raw clients of the feed: what a browser or a program hears through each of its doors. */
import assert from "node:assert/strict";
import { WebSocket } from "ws";
import { subprotocol } from "#platform/doors/feed";
import { until } from "./until.ts";

export type Told = {
  id: string;
  seq: number;
  type: string;
  subject: { type: string; id: string };
  occurred_at: string;
  data: object;
};

export type Listener = {
  /** In the order in which they came. */
  events: Told[];
  /** The cursor behind everything that came. */
  cursor(): string;
  /** Why it ended: a code of ours, or what the network says. */
  ended: Promise<string>;
  close(): void;
  /** As when the link breaks: nobody says goodbye. */
  cut(): void;
};

type Wish = { key: string; topics?: string; after?: string; headers?: Record<string, string> };

const queryOf = ({ topics, after }: Wish) =>
  new URLSearchParams({
    ...(topics === undefined ? {} : { topics }),
    ...(after === undefined ? {} : { after }),
  });

/** Server-Sent Events, as a browser reads them. Resolves when the stream has begun. */
export async function listenBySse(url: string, wish: Wish): Promise<Listener> {
  const gone = new AbortController();
  const answer = await fetch(`${url}/v1/events/stream?${queryOf(wish)}`, {
    headers: { authorization: `Bearer ${wish.key}`, accept: "text/event-stream", ...wish.headers },
    signal: gone.signal,
  });
  assert.equal(answer.status, 200, answer.status === 200 ? "" : await answer.text());
  assert.match(String(answer.headers.get("content-type")), /^text\/event-stream/);
  const events: Told[] = [];
  let cursor = "";
  const ended = Promise.withResolvers<string>();
  const begun = Promise.withResolvers<void>();

  const take = (block: string) => {
    const field = (name: string) =>
      block
        .split("\n")
        .filter((line) => line.startsWith(`${name}:`))
        .map((line) => line.slice(name.length + 1).trimStart())
        .join("\n");
    if (field("event") === "end") return ended.resolve(JSON.parse(field("data")).code);
    if (field("id") !== "") cursor = field("id");
    if (field("data") !== "") events.push(JSON.parse(field("data")) as Told);
    begun.resolve();
  };
  const read = async () => {
    let text = "";
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) take(block);
    }
  };
  read().then(
    () => ended.resolve("closed"),
    () => ended.resolve("cut"),
  );
  await Promise.race([begun.promise, ended.promise]);
  const close = () => gone.abort(); // there is no other way to go
  return { events, cursor: () => cursor, ended: ended.promise, close, cut: close };
}

export type SocketListener = Listener & {
  socket: WebSocket;
  /** What came and is no events. */
  said: { type: string; [name: string]: unknown }[];
  say(message: object): void;
};

/** A WebSocket. Resolves when it is ready. */
export async function listenBySocket(url: string, wish: Wish): Promise<SocketListener> {
  const socket = new WebSocket(
    `${url.replace("http", "ws")}/v1/events/socket?${queryOf(wish)}`,
    subprotocol,
    {
      headers: { authorization: `Bearer ${wish.key}`, ...wish.headers },
    },
  );
  const events: Told[] = [];
  const said: SocketListener["said"] = [];
  let cursor = "";
  const ended = Promise.withResolvers<string>();
  socket.on("message", (bytes) => {
    const message = JSON.parse(String(bytes));
    if (message.type === "events") events.push(...message.data);
    else said.push(message);
    cursor = message.next_cursor ?? message.cursor ?? cursor;
  });
  socket.on("close", (code) => ended.resolve(String(code)));
  const refused = Promise.withResolvers<never>();
  socket.on("unexpected-response", (_request, response) => {
    refused.reject(new Error(`refused with ${response.statusCode}`));
    socket.terminate();
  });
  socket.on("error", (error) => refused.reject(error));
  refused.promise.catch(() => {}); // a link that is cut later is told by its end
  await Promise.race([
    until("the socket to be ready", () => said.some(({ type }) => type === "ready")),
    refused.promise,
    ended.promise,
  ]);
  return {
    ...{ events, said, socket, ended: ended.promise },
    cursor: () => cursor,
    say: (message) => socket.send(JSON.stringify(message)),
    close: () => socket.close(),
    cut: () => socket.terminate(),
  };
}

/** Without a hole from the first on, none twice. */
export function assertContiguous(events: readonly Told[], first = events[0]?.seq ?? 1): void {
  assert.deepEqual(
    events.map(({ seq }) => seq),
    events.map((_, i) => first + i),
  );
  assert.equal(new Set(events.map(({ id }) => id)).size, events.length);
}
