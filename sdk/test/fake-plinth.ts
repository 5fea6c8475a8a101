/** A feed behind doors that behave as the test says: what proxies and dying servers do to a client. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after } from "node:test";
import { type WebSocket, WebSocketServer } from "ws";
import type { DoorName, PlinthEvent } from "../src/index.ts";

export type Visit = {
  door: DoorName;
  after: string;
  topics: string | null;
  authorization: string | undefined;
};

/** How a door treats who comes: as it should, refused by a plain 502, or never a word after the beginning. */
export type Manner = "works" | "refused" | "mute";

export type FakePlinth = {
  url: string;
  manners: Record<DoorName, Manner>;
  visits: Visit[];
  /** Asked before anything else is answered; a status answers a problem instead. */
  refuse: (visit: Visit) => { status: number; code: string; retryAfter?: string } | undefined;
  /** The next event happens, and is told to whoever is connected. */
  happen(): PlinthEvent;
  /** Tells a stream or socket something out of its turn, as a mistaken server or proxy would. */
  tell(events: PlinthEvent[], cursor?: string): void;
  /** Ends all connections, with a close code where the door has one. */
  cut(code?: number): void;
  /** Says goodbye to the streams first. */
  farewell(ending: { code: string; detail: string }): void;
  connected(door?: DoorName): number;
};

/** Closes itself when the test file ends. */
export async function fakePlinth(): Promise<FakePlinth> {
  const events: PlinthEvent[] = [];
  const streams = new Set<ServerResponse>();
  const sockets = new Set<WebSocket>();
  const waiting = new Set<() => void>();

  const fake: FakePlinth = {
    url: "",
    manners: { socket: "works", stream: "works", poll: "works" },
    visits: [],
    refuse: () => undefined,
    happen() {
      const event = eventOf(events.length + 1);
      events.push(event);
      fake.tell([event]);
      for (const wake of waiting) wake();
      return event;
    },
    tell(told, cursor = String(told.at(-1)?.seq ?? 0)) {
      for (const event of told)
        for (const stream of streams) stream.write(`id: ${cursor}\ndata: ${JSON.stringify(event)}\n\n`);
      const frame = JSON.stringify({ type: "events", data: told, next_cursor: cursor });
      for (const socket of sockets) socket.send(frame);
    },
    cut(code) {
      for (const stream of streams) stream.destroy();
      for (const socket of sockets) code === undefined ? socket.terminate() : socket.close(code);
      streams.clear();
      sockets.clear();
    },
    farewell(ending) {
      for (const stream of streams) stream.end(`event: end\ndata: ${JSON.stringify(ending)}\n\n`);
      streams.clear();
    },
    connected: (door) => {
      const each = { stream: streams.size, socket: sockets.size, poll: waiting.size };
      return door === undefined ? each.stream + each.socket + each.poll : each[door];
    },
  };
  const behind = (cursor: string) =>
    cursor === "now" ? [] : events.filter(({ seq }) => seq > Number(cursor));
  const placeOf = (cursor: string) => (cursor === "now" ? String(events.length) : cursor);

  /** @returns the visit when the door lets it in */
  const enter = (door: DoorName, request: IncomingMessage, response?: ServerResponse): Visit | undefined => {
    const asked = new URL(request.url ?? "", "http://fake").searchParams;
    const visit = {
      door,
      after: asked.get("after") ?? "",
      topics: asked.get("topics"),
      authorization: request.headers.authorization ?? request.headers["sec-websocket-protocol"],
    };
    fake.visits.push(visit);
    const refusal = fake.refuse(visit);
    if (refusal !== undefined) {
      const { status, code, retryAfter } = refusal;
      response?.writeHead(status, {
        "content-type": "application/problem+json",
        ...(retryAfter === undefined ? {} : { "retry-after": retryAfter }),
      });
      response?.end(JSON.stringify({ type: `/errors/${code}`, title: code, status, code, detail: code }));
      return undefined;
    }
    if (fake.manners[door] !== "refused") return visit;
    response?.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad gateway</h1>");
    return undefined;
  };

  const server = createServer((request, response) => {
    const door = request.url?.startsWith("/v1/events/stream") ? "stream" : "poll";
    const visit = enter(door, request, response);
    if (visit === undefined) return;
    if (door === "stream") {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.flushHeaders();
      streams.add(response);
      response.on("close", () => streams.delete(response));
      // what a proxy holds back: the beginning has been sent, and never arrives
      if (fake.manners.stream === "mute") return;
      response.write(`retry: 1000\nid: ${placeOf(visit.after)}\n\n`);
      for (const event of behind(visit.after))
        response.write(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`);
      return;
    }
    if (fake.manners.poll === "mute") return;
    const wait = Number(new URL(request.url ?? "", "http://fake").searchParams.get("wait"));
    const answer = () => {
      waiting.delete(answer);
      const data = behind(visit.after);
      const next_cursor = visit.after === "now" ? placeOf("now") : (data.at(-1)?.seq.toString() ?? null);
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ data, next_cursor }));
    };
    if (behind(visit.after).length > 0 || wait === 0) answer();
    else waiting.add(answer);
    response.on("close", () => waiting.delete(answer));
  });

  const upgrades = new WebSocketServer({ noServer: true, handleProtocols: () => "plinth.events.v1" });
  server.on("upgrade", (request, connection, head) => {
    connection.on("error", () => {});
    const visit = enter("socket", request);
    if (visit === undefined) return connection.end("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n");
    upgrades.handleUpgrade(request, connection, head, (socket) => {
      socket.on("close", () => sockets.delete(socket));
      if (fake.manners.socket === "mute") return;
      sockets.add(socket);
      socket.on("message", (text) => {
        const { type } = JSON.parse(String(text)) as { type: string };
        if (type === "ping" && fake.manners.socket === "works") socket.send('{"type":"pong"}');
      });
      socket.send(JSON.stringify({ type: "ready", cursor: placeOf(visit.after), topics: null }));
      const missed = behind(visit.after);
      if (missed.length > 0)
        socket.send(
          JSON.stringify({ type: "events", data: missed, next_cursor: String(missed.at(-1)?.seq) }),
        );
    });
  });

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => {
    for (const socket of upgrades.clients) socket.terminate();
    server.close();
    server.closeAllConnections();
  });
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return fake;
}

/** The event of a position, as `/v1/events` would show it. */
export function eventOf(seq: number): PlinthEvent {
  return {
    id: `0199f3c2-0000-7000-8000-${String(seq).padStart(12, "0")}`,
    seq,
    type: "order.placed",
    subject: { type: "order", id: "0199f3c2-0000-7000-8000-aaaaaaaaaaaa", version: 1 },
    actor: "api_key:0199f3c2-0000-7000-8000-bbbbbbbbbbbb",
    occurred_at: "2026-11-21T08:10:04.819123Z",
    data: {},
  };
}
