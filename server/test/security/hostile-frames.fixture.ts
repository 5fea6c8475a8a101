/** What nobody should say over a WebSocket, and how it is answered. */
import { closeFrame, frame, handshake, opcodes } from "#harness/raw-socket";

const { binary, close, continuation, ping, pong, text } = opcodes;

/** Understood, and answered by a pong: with a letter of two bytes. */
export const message = JSON.stringify({ type: "ping", id: "ü" });
export const bytes = Buffer.from(message);
const half = bytes.subarray(0, -4);
export const part = (payload: Buffer | string, opcode: number, final = false) =>
  frame(payload, { opcode, final });
export const many = (count: number, one: (at: number) => Buffer) =>
  Buffer.concat(Array.from({ length: count }, (_, at) => one(at)));

/** What breaks the protocol, and how it is called. */
export const faults: Record<string, [code: number, ...frames: Buffer[]]> = {
  "text that is no UTF-8": [1007, frame(Buffer.from([0x22, 0xff, 0xfe, 0x22]))],
  "a surrogate in UTF-8": [1007, frame(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))],
  "an overlong slash": [1007, frame(Buffer.from([0xc0, 0xaf]))],
  "a letter that does not end": [
    1007,
    part(bytes.subarray(0, bytes.indexOf(0xc3) + 1), text),
    part("", continuation, true),
  ],
  "a reason to close that is no UTF-8": [1007, closeFrame(1000, Buffer.from([0xff]))],
  "one byte more than 16 KiB": [1009, frame(" ".repeat(16 * 1024 + 1))],
  "more than 16 KiB in fragments": [1009, part(" ".repeat(16 * 1024), text), part("  ", continuation, true)],
  "a length of 2 GiB": [1009, frame("", { length: 2n ** 31n })],
  "a length beyond all numbers": [1009, frame("", { length: 2n ** 63n - 1n })],
  "a negative length": [1009, frame("", { length: 2n ** 64n - 1n })],
  "a binary message": [1003, frame("{}", { opcode: binary })],
  "a binary message in fragments": [1003, part("{", binary), part("}", continuation, true)],
  "a message without a mask": [1002, frame(message, { masked: false })],
  "a ping without a mask": [1002, frame("", { opcode: ping, masked: false })],
  "a continuation of nothing": [1002, part("x", continuation, true)],
  "a message within a message": [1002, part(half, text), frame(message)],
  "a ping of 126 bytes": [1002, frame("x".repeat(126), { opcode: ping })],
  "a pong of 126 bytes": [1002, frame("x".repeat(126), { opcode: pong })],
  "a close of 126 bytes": [1002, closeFrame(1000, "x".repeat(124))],
  "a ping in fragments": [1002, part("x", ping), part("x", continuation, true)],
  "a close in fragments": [1002, part("", close)],
  "half a close code": [1002, frame("x", { opcode: close })],
  ...named([3, 4, 5, 6, 7, 11, 12, 13, 14, 15], "reserved opcode", (opcode) => frame("x", { opcode })),
  ...named([1, 2, 3, 4, 5, 6, 7], "reserved bits", (reserved) => frame(message, { reserved })),
  ...named([0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535], "close code", (code) =>
    closeFrame(code),
  ),
};

function named(values: number[], what: string, made: (value: number) => Buffer): typeof faults {
  return Object.fromEntries(values.map((value) => [`${what} ${value}`, [1002, made(value)]]));
}

export const floods: Record<string, [code: number, Buffer]> = {
  "messages that are none": [4400, many(50, () => frame("{"))],
  "messages of no type": [4400, many(50, () => frame("{}"))],
  "topics that there are none of": [4400, many(50, () => frame('{"type":"subscribe","topics":["x"]}'))],
  "messages that are well": [4400, many(2_000, () => frame(message))],
  "deep nesting": [4400, many(50, () => frame("[".repeat(16_000)))],
};

/** Requests that are no handshake, and the status of the problem that they get. */
export function refusedHandshakes(key: string): Record<string, [status: number, request: string]> {
  return {
    "without a key": [400, handshake(key, { headers: { "sec-websocket-key": undefined } })],
    "with a key of 15 bytes": [
      400,
      handshake(key, { headers: { "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAA" } }),
    ],
    "with a key that is no base64": [
      400,
      handshake(key, { headers: { "sec-websocket-key": "????????????????????????" } }),
    ],
    "of another subprotocol": [400, handshake(key, { headers: { "sec-websocket-protocol": "graphql-ws" } })],
    "of a version that was never finished": [
      426,
      handshake(key, { headers: { "sec-websocket-version": "8" } }),
    ],
    "without a version": [426, handshake(key, { headers: { "sec-websocket-version": undefined } })],
    "for another protocol": [426, handshake(key, { headers: { upgrade: "h2c" } })],
    "without a word of upgrading": [
      426,
      handshake(key, { headers: { upgrade: undefined, connection: "close" } }),
    ],
    "with a body": [400, `${handshake(key, { headers: { "content-length": "5" } })}hello`],
    "with a body in chunks": [
      400,
      `${handshake(key, { headers: { "transfer-encoding": "chunked" } })}5\r\nhello\r\n0\r\n\r\n`,
    ],
    "by POST": [405, handshake(key, { method: "POST" })],
    "by POST, with a body": [
      400,
      `${handshake(key, { method: "POST", headers: { "content-length": "2", "content-type": "application/json" } })}{}`,
    ],
    "at a path beside it": [404, handshake(key, { path: "/v1/events/sockets" })],
    "of nobody": [401, handshake(undefined)],
    "of somebody who is unknown": [401, handshake("plk_unknown")],
    "with an unknown topic": [400, handshake(key, { path: "/v1/events/socket?topics=things" })],
    "that goes on ahead of the feed": [410, handshake(key, { path: "/v1/events/socket?after=999999" })],
    "with headers of 20 KiB": [431, handshake(key, { headers: { "x-bomb": "x".repeat(20_000) } })],
  };
}
