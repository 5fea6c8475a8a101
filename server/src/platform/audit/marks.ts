/**
 * What only the holder of the key can make: a mark per entry, and a seal per batch that also holds the seal before.
 * Every part has a fixed length, and the two begin differently, so that neither can be taken for another.
 */
import { createHmac } from "node:crypto";

export const markBytes = 16;
export const digestBytes = 32;

/** A batch of one organization as it is sealed. */
export type Batch = {
  organizationId: string;
  firstSeq: number;
  lastSeq: number;
  /** Microseconds since 1970. */
  sealedAt: bigint;
  /** One mark after the other, `markBytes` each. */
  marks: Buffer;
};

/**
 * The marks of one organization's entries: the first 16 bytes of an HMAC, which nobody guesses among 2^128.
 * @returns what makes one; `digest` is the entry's, see `entryDigest`
 */
export function marker(key: Buffer, organizationId: string): (seq: number, digest: Buffer) => Buffer {
  const opening = Buffer.concat([Buffer.from("entry "), uuidBytes(organizationId)]);
  // one message for all, because this runs once per deed
  const message = Buffer.concat([opening, Buffer.alloc(8 + digestBytes)]);
  return (seq, digest) => {
    message.writeBigInt64BE(BigInt(seq), opening.length);
    digest.copy(message, opening.length + 8);
    return createHmac("sha256", key).update(message).digest().subarray(0, markBytes);
  };
}

/** @param previous the seal of the organization's batch before; null for the first */
export function sealOf(key: Buffer, previous: Buffer | null, batch: Batch): Buffer {
  return createHmac("sha256", key)
    .update("batch ")
    .update(previous ?? Buffer.alloc(digestBytes))
    .update(uuidBytes(batch.organizationId))
    .update(int64(batch.firstSeq))
    .update(int64(batch.lastSeq))
    .update(int64(batch.sealedAt))
    .update(batch.marks)
    .digest();
}

function uuidBytes(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll("-", ""), "hex");
}

function int64(value: number | bigint): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}
