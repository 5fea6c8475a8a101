/** Reads an answer's body whole, never more than it may have: what came over the wire, and what it unpacks to. */
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import { OutboundFailure } from "./failure.ts";

type Unpack = (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const unpackers: Record<string, Unpack> = {
  gzip: promisify(gunzip) as Unpack,
  "x-gzip": promisify(gunzip) as Unpack,
  deflate: promisify(inflate) as Unpack,
  br: promisify(brotliDecompress) as Unpack,
};

/** What we ask for, so that nobody packs in another way. */
export const acceptedEncodings = "gzip, deflate, br";

/** @throws OutboundFailure `too_large` or `bad_answer`, and whatever ended the stream early */
export async function readBody(body: Readable, encoding: string, mostBytes: number): Promise<Buffer> {
  const raw = await collected(body, mostBytes);
  const coding = encoding.trim().toLowerCase();
  if (raw.length === 0 || coding === "" || coding === "identity") return raw;
  // packed twice is how bombs are hidden
  const unpack = Object.hasOwn(unpackers, coding) ? unpackers[coding] : undefined;
  if (unpack === undefined)
    throw new OutboundFailure("bad_answer", "It packed its answer in a way that nobody asked for.", {
      retryable: false,
    });
  try {
    return await unpack(raw, { maxOutputLength: mostBytes });
  } catch (cause) {
    if ((cause as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(mostBytes);
    throw new OutboundFailure("bad_answer", "Its answer cannot be unpacked.", { retryable: true, cause });
  }
}

async function collected(body: Readable, mostBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    size += piece.byteLength;
    // leaving the loop destroys the stream, and with it the connection
    if (size > mostBytes) throw tooLarge(mostBytes);
    pieces.push(piece);
  }
  return Buffer.concat(pieces, size);
}

export function tooLarge(mostBytes: number): OutboundFailure {
  return new OutboundFailure("too_large", `It answered more than ${mostBytes} bytes.`, { retryable: false });
}
