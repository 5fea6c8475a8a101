/**
 * Thousands of clients of the feed in a process of their own: bare sockets that count events and remember when each came.
 * They understand as little of the protocols as counting needs.
 */
import { connect, type Socket } from "node:net";

export type LiveWish = { port: number; key: string; sockets: number; streams: number };
export type LiveQuestion = { open: LiveWish } | { expect: number } | { close: true };
/** `arrivals`: when the last expected event came to each client, in ms since the epoch. */
export type LiveAnswer = { opened: number } | { arrivals: number[]; events: number } | { closed: true };

const needle = Buffer.from('"seq":');
const atOnce = 100;

/** An empty pong, masked as a client's frames are: unasked for, which RFC 6455 (5.5.3) allows. */
const pong = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
const pongEveryMs = 8_000;
const pongTurns = 160;

type Client = { socket: Socket; isSocket: boolean; events: number; at: number; rest: Buffer };
let clients: Client[] = [];
let wanted = Number.POSITIVE_INFINITY;
let complete = 0;
let done = () => {};

process.on("message", async (question: LiveQuestion) => {
  if ("open" in question) {
    await openAll(question.open);
    tell({ opened: clients.length });
  } else if ("expect" in question) {
    await arrived(question.expect);
    const events = clients.reduce((sum, client) => sum + client.events, 0);
    tell({ arrivals: clients.map(({ at }) => at), events });
    for (const client of clients) client.events = 0;
  } else {
    for (const { socket } of clients) socket.destroy();
    clients = [];
    tell({ closed: true });
  }
});

// a few at a time, as clients that do not know of one another do
let turn = 0;
setInterval(() => {
  turn = (turn + 1) % pongTurns;
  for (let i = turn; i < clients.length; i += pongTurns) {
    const client = clients[i];
    if (client?.isSocket) client.socket.write(pong);
  }
}, pongEveryMs / pongTurns).unref();

function tell(answer: LiveAnswer): void {
  process.send?.(answer);
}

/** Until each of them has so many. */
async function arrived(each: number): Promise<void> {
  wanted = each;
  complete = clients.filter(({ events }) => events >= wanted).length;
  await new Promise<void>((resolve) => {
    done = resolve;
    if (complete >= clients.length) resolve();
  });
  wanted = Number.POSITIVE_INFINITY;
}

async function openAll({ port, key, sockets, streams }: LiveWish): Promise<void> {
  const handshakes = [
    ...Array.from({ length: sockets }, () => handshake(key)),
    ...Array.from({ length: streams }, () => request(key)),
  ];
  let next = 0;
  const loop = async (): Promise<void> => {
    for (let i = next++; i < handshakes.length; i = next++)
      clients.push(await open(port, handshakes[i] ?? ""));
  };
  await Promise.all(Array.from({ length: atOnce }, loop));
}

const handshake = (key: string) =>
  [
    "GET /v1/events/socket HTTP/1.1",
    "Host: bench",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol: plinth.events.v1",
    `Authorization: Bearer ${key}`,
    "\r\n",
  ].join("\r\n");

const request = (key: string) =>
  ["GET /v1/events/stream HTTP/1.1", "Host: bench", `Authorization: Bearer ${key}`, "\r\n"].join("\r\n");

/** Resolves when the stream has begun: its first words have come. */
function open(port: number, first: string): Promise<Client> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    const isSocket = first.includes("Upgrade: websocket");
    const client: Client = { socket, isSocket, events: 0, at: 0, rest: Buffer.alloc(0) };
    socket.setNoDelay(true);
    socket.once("error", reject);
    socket.write(first);
    let head = "";
    const begin = (bytes: Buffer) => {
      head += bytes.toString("latin1");
      if (!/^HTTP\/1.1 (101|200)/.test(head)) return reject(new Error(`refused: ${head.slice(0, 200)}`));
      if (!head.includes('"type":"ready"') && !head.includes("\nid: ")) return;
      socket.off("data", begin);
      socket.on("data", (more: Buffer) => count(client, more));
      resolve(client);
    };
    socket.on("data", begin);
  });
}

function count(client: Client, bytes: Buffer): void {
  // what is looked for may be cut in two
  const text = client.rest.length === 0 ? bytes : Buffer.concat([client.rest, bytes]);
  const before = client.events;
  let end = 0;
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, end)) {
    client.events++;
    end = at + needle.length;
  }
  const from = Math.max(end, text.length - needle.length + 1);
  client.rest = from < text.length ? Buffer.from(text.subarray(from)) : Buffer.alloc(0);
  if (client.events > before) client.at = performance.timeOrigin + performance.now();
  if (before < wanted && client.events >= wanted && ++complete >= clients.length) done();
}
