/**
 * `GET /v1/events/socket`: the same stream over a WebSocket (RFC 6455). The handshake is a request like any other, refused
 * with a problem; behind it the library keeps the protocol (fragments, UTF-8, sizes, pings), and events are frames that
 * were made once for all who see the same.
 */
import { type IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { type WebSocket, WebSocketServer } from "ws";
import { defineProblem, malformedRequest } from "#platform/errors";
import {
  budgetBytes,
  closeCodes,
  type Ending,
  endings,
  type Feed,
  type Format,
  type OpenStream,
  type Sink,
  type Streams,
} from "#platform/realtime";
import { hear } from "./client-messages.ts";
import { bearerPrefix, subprotocol } from "./protocol.ts";
import { actingFor, nameOrganization, wishOf } from "./stream-door.ts";
import { textFrame } from "./text-frame.ts";
import { drained } from "./wire.ts";

export const upgradeRequired = defineProblem({
  code: "upgrade_required",
  status: 426,
  title: "This is a WebSocket",
  describe:
    "Only a WebSocket handshake is answered here. Something on the way may have taken its `Upgrade` header away: then use `/v1/events/stream`.",
});

const largestMessageBytes = 16 * 1024;
const farewellMs = 1_000;
/** As long also for what the library itself closes; its types do not know of the option. */
const farewell = { closeTimeout: farewellMs };
/** So many messages that cannot be understood are answered, and so many at all within a while. */
const mostMistakes = 10;
const mostMessages = 200;
const whileMs = 10_000;

type Upgrade = { socket: Duplex; head: Buffer };

export function addEventSocket(server: FastifyInstance, streams: Streams, feed: Pick<Feed, "cursors">): void {
  const upgrades = new WeakMap<IncomingMessage, Upgrade>();
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false, // 300 kB for every socket
    maxPayload: largestMessageBytes,
    handleProtocols: () => subprotocol,
    ...farewell,
  });
  const format: Format = {
    name: "socket",
    events: (events, place, organizationId, full) => {
      const cursor = JSON.stringify(feed.cursors.write(organizationId, place, full));
      const page = events.map(({ json }) => json).join(",");
      return textFrame(`{"type":"events","data":[${page}],"next_cursor":${cursor}}`);
    },
  };

  server.server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgrades.set(request, { socket, head });
    bearerOf(request);
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as never); // what node itself hands in is a net.Socket
    response.once("finish", () => socket.end());
    socket.on("error", () => socket.destroy());
    server.routing(request, response);
  });

  const handler = server.handle({ audience: "organization" }, async (_context, request, reply) => {
    const upgrade = upgrades.get(request.raw);
    if (upgrade === undefined)
      throw upgradeRequired("Ask with a WebSocket handshake.", { headers: { upgrade: "websocket" } });
    checkHandshake(request);
    const { topics, after } = wishOf(request);
    const caller = server.standingCaller(request);
    let made: WebSocket | undefined;
    const stream = await streams.open({
      topics,
      after: after ?? "now",
      format,
      authenticate: actingFor(caller),
      sink(cursor, listening) {
        reply.hijack();
        reply.raw.detachSocket(upgrade.socket as never);
        sockets.handleUpgrade(request.raw, upgrade.socket, upgrade.head, (socket) => {
          made = socket;
        });
        if (made === undefined) throw new Error("a handshake that was checked was refused");
        const shown = listening === null ? null : listening.map(({ text }) => text);
        made.send(JSON.stringify({ type: "ready", cursor, topics: shown }));
        return sinkOf(made, upgrade.socket);
      },
    });
    if (made !== undefined) attend(made, stream);
    return reply;
  });
  server.get(
    "/v1/events/socket",
    { exposeHeadRoute: false, config: { staysOpen: true } },
    (request, reply) => {
      nameOrganization(request);
      return handler(request, reply);
    },
  );
}

/** A page without a cookie of ours cannot send `Authorization` with a handshake: it offers the token as a protocol. */
function bearerOf({ headers }: IncomingMessage): void {
  const offered = offeredProtocols(headers["sec-websocket-protocol"]);
  const bearer = offered.find((one) => one.startsWith(bearerPrefix));
  if (bearer !== undefined) headers.authorization ??= `Bearer ${bearer.slice(bearerPrefix.length)}`;
}

const offeredProtocols = (header: string | undefined): string[] =>
  (header ?? "").split(",").flatMap((one) => (one.trim() === "" ? [] : [one.trim()]));

/** @throws 400, 426 */
function checkHandshake({ headers }: FastifyRequest): void {
  if (headers.upgrade?.toLowerCase() !== "websocket" || headers["sec-websocket-version"] !== "13")
    throw upgradeRequired("Only WebSocket, version 13, is spoken here.", {
      headers: { upgrade: "websocket", "sec-websocket-version": "13" },
    });
  if (!/^[+/0-9A-Za-z]{22}==$/.test(String(headers["sec-websocket-key"])))
    throw malformedRequest("The handshake's Sec-WebSocket-Key is not 16 bytes in base64.");
  // what follows would be its body for whoever stands in between, and frames for us
  if (headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) !== 0)
    throw malformedRequest("A handshake has no body.");
  const offered = offeredProtocols(headers["sec-websocket-protocol"]);
  if (offered.length > 0 && !offered.includes(subprotocol))
    throw malformedRequest(`Offer the subprotocol "${subprotocol}": no other is spoken here.`);
}

function attend(socket: WebSocket, stream: OpenStream): void {
  let mistakes = 0;
  let messages = 0;
  let since = performance.now();
  socket.once("close", stream.close);
  socket.once("error", stream.close); // a fault of the protocol: nothing is said any more but farewell
  socket.on("message", (bytes: Buffer, isBinary: boolean) => {
    if (socket.readyState !== socket.OPEN) return; // what comes behind the farewell is not heard
    if (isBinary) {
      socket.close(1003, "Messages are text.");
      return stream.close();
    }
    // who asks and does not take the answers
    if (socket.bufferedAmount > budgetBytes) return stream.end(endings.tooSlow);
    const now = performance.now();
    if (now - since > whileMs) [since, messages] = [now, 0];
    const answer = hear(stream, bytes.toString("utf8"));
    if (answer.type === "error") mistakes++;
    if (++messages > mostMessages || mistakes > mostMistakes) return stream.end(endings.badMessage);
    socket.send(JSON.stringify(answer));
  });
  if (socket.readyState !== socket.OPEN) stream.close(); // gone while it was opened
}

function sinkOf(socket: WebSocket, wire: Duplex): Sink {
  let heard = true;
  socket.on("pong", () => {
    heard = true;
  });
  socket.on("error", () => {}); // a fault of the protocol: the library closes with its code
  const isOpen = () => socket.readyState === socket.OPEN;
  return {
    pending: () => wire.writableLength,
    // a whole frame between the library's own, which are whole as well
    write: (frame) => void (isOpen() && wire.write(frame)),
    drained: () => drained(wire),
    beat(cursor) {
      if (!isOpen()) return;
      // nobody has answered since the last one: the link is half open
      if (!heard) return socket.terminate();
      heard = false;
      socket.ping();
      if (cursor !== undefined) socket.send(JSON.stringify({ type: "cursor", next_cursor: cursor }));
    },
    end({ code, detail }: Ending) {
      socket.close(closeCodes[code], detail.slice(0, 120));
      const timer = setTimeout(() => socket.terminate(), farewellMs);
      timer.unref();
      socket.once("close", () => clearTimeout(timer));
    },
  };
}
