/** A WebSocket client that says whatever a test wants, byte by byte, and remembers what came back. */
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { subprotocol } from "#platform/doors/feed";
import { until } from "./until.ts";

export type Frame = { opcode: number; payload: Buffer };

export type RawSocket = {
  socket: Socket;
  /** Everything before the frames, or all of it where no WebSocket was made. */
  head: string;
  frames: Frame[];
  /** What was said in text frames. */
  said(): { type: string; [name: string]: unknown }[];
  write(...bytes: (Buffer | string)[]): void;
  /** Resolves with the close code when the server has hung up; without a close frame it is 1006, as browsers call it. */
  ended: Promise<number>;
};

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

type FrameWish = {
  opcode?: number;
  final?: boolean;
  masked?: boolean;
  /** The three reserved bits, as a number from 0 to 7. */
  reserved?: number;
  /** What the header says, whatever follows. */
  length?: bigint;
};

/** One frame as a client sends it (RFC 6455, 5.2). */
export function frame(payload: Buffer | string, wish: FrameWish = {}): Buffer {
  const { opcode = opcodes.text, final = true, masked = true, reserved = 0 } = wish;
  const bytes = Buffer.from(payload);
  const length = wish.length ?? BigInt(bytes.length);
  const [short, extended] = lengthOf(length);
  const first = Buffer.from([(final ? 0x80 : 0) | (reserved << 4) | opcode, (masked ? 0x80 : 0) | short]);
  if (!masked) return Buffer.concat([first, extended, bytes]);
  const mask = randomBytes(4);
  return Buffer.concat([first, extended, mask, bytes.map((byte, at) => byte ^ (mask[at % 4] ?? 0))]);
}

function lengthOf(length: bigint): [short: number, extended: Buffer] {
  if (length < 126n) return [Number(length), Buffer.alloc(0)];
  const extended = Buffer.alloc(length < 65_536n ? 2 : 8);
  if (extended.length === 2) extended.writeUInt16BE(Number(length));
  else extended.writeBigUInt64BE(length);
  return [extended.length === 2 ? 126 : 127, extended];
}

/** @param code any number, also those that nobody may send */
export function closeFrame(code: number, reason: Buffer | string = ""): Buffer {
  const payload = Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]);
  return frame(payload, { opcode: opcodes.close });
}

/** The request that opens a WebSocket, with these headers changed; undefined leaves one away. */
export function handshake(
  key: string | undefined,
  { path = "/v1/events/socket", method = "GET", headers = {} as Record<string, string | undefined> } = {},
): string {
  const all = {
    host: "127.0.0.1",
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": randomBytes(16).toString("base64"),
    "sec-websocket-protocol": subprotocol,
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : `${name}: ${value}`,
  );
  return `${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
}

/** Sends these bytes, and nothing else by itself. */
export function rawSocket(url: string, ...first: (Buffer | string)[]): RawSocket {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  const ended = Promise.withResolvers<number>();
  const raw: RawSocket = {
    ...{ socket, head: "", frames: [], ended: ended.promise },
    said: () =>
      raw.frames
        .filter(({ opcode }) => opcode === opcodes.text)
        .map(({ payload }) => JSON.parse(String(payload))),
    write: (...bytes) => void socket.write(Buffer.concat(bytes.map((one) => Buffer.from(one)))),
  };
  let unread = Buffer.alloc(0);
  socket.on("data", (bytes: Buffer) => {
    unread = Buffer.concat([unread, bytes]);
    if (raw.head === "") {
      const end = unread.indexOf("\r\n\r\n");
      if (end < 0) return;
      raw.head = unread.toString("latin1", 0, end + 4);
      unread = unread.subarray(end + 4);
    }
    if (!raw.head.startsWith("HTTP/1.1 101")) {
      raw.head += unread.toString();
      unread = Buffer.alloc(0);
      return;
    }
    for (let next = frameIn(unread); next !== undefined; next = frameIn(unread)) {
      raw.frames.push(next.frame);
      unread = unread.subarray(next.bytes);
    }
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    const last = raw.frames.findLast(({ opcode }) => opcode === opcodes.close)?.payload;
    ended.resolve(last === undefined ? 1006 : last.length < 2 ? 1005 : last.readUInt16BE());
  });
  raw.write(...first);
  return raw;
}

/** One that is open, and has heard so. @throws with the answer where it is none */
export async function openedRaw(url: string, key: string): Promise<RawSocket> {
  const raw = rawSocket(url, handshake(key));
  await until(
    "the socket to be ready",
    () => raw.frames.length > 0 || (raw.socket.destroyed && raw.head !== ""),
  );
  if (raw.frames.length === 0) throw new Error(raw.head);
  return raw;
}

/** A server's frames have no mask. */
function frameIn(bytes: Buffer): { frame: Frame; bytes: number } | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < start) return undefined;
  const length =
    short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < start + length) return undefined;
  const opcode = bytes.readUInt8(0) & 0x0f;
  return { frame: { opcode, payload: bytes.subarray(start, start + length) }, bytes: start + length };
}
