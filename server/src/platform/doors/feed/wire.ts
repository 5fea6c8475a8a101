/** What both doors that stay open do with the socket itself. */
import type { Duplex } from "node:stream";

/** Resolves when what waited has been taken, or nobody will. */
export function drained(wire: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      wire.off("drain", done);
      wire.off("close", done);
      resolve();
    };
    if (!wire.writableNeedDrain || wire.destroyed) return done();
    wire.on("drain", done);
    wire.on("close", done);
  });
}

/**
 * One chunk of an HTTP/1.1 body (RFC 9112, 7.1), made once and written to thousands of sockets. Node's own response keeps
 * each one back to the end of the turn: all of a turn then left at once, and held the loop up for 400 ms.
 */
export function chunk(text: string): Buffer {
  return Buffer.from(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
}
