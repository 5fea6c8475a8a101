import assert from "node:assert/strict";
import { createHmac, randomBytes } from "node:crypto";
import { test } from "node:test";
import { uuidv7 } from "#platform/uuid";
import { type Batch, digestBytes, entryOpening, markBytes, marker, sealOf } from "./marks.ts";

test("a mark is what HMAC-SHA-256 of organization, number and digest begins with", () => {
  for (const [length, seq] of [
    [32, 1],
    [32, 2 ** 53 - 1],
    [64, 77],
    [7, -3],
  ] as const) {
    const [key, organization, digest] = [randomBytes(length), uuidv7(), randomBytes(digestBytes)];
    const number = Buffer.alloc(8);
    number.writeBigInt64BE(BigInt(seq));
    const whole = createHmac("sha256", key)
      .update(Buffer.concat([entryOpening(organization), number, digest]))
      .digest();
    const markOf = marker(key, organization);
    markOf(seq + 1, randomBytes(digestBytes)); // one after the other leaves nothing behind
    assert.deepEqual(markOf(seq, digest), whole.subarray(0, markBytes));
  }
});

test("another key, organization, number or digest makes another mark", () => {
  const [key, organization, digest] = [randomBytes(32), uuidv7(), randomBytes(digestBytes)];
  const marks = [
    marker(key, organization)(1, digest),
    marker(randomBytes(32), organization)(1, digest),
    marker(key, uuidv7())(1, digest),
    marker(key, organization)(2, digest),
    marker(key, organization)(1, randomBytes(digestBytes)),
  ];
  assert.equal(new Set(marks.map((mark) => mark.toString("hex"))).size, marks.length);
});

test("a seal holds the key, the seal before, and everything that the batch says", () => {
  const key = randomBytes(32);
  const batch: Batch = {
    organizationId: uuidv7(),
    firstSeq: 5,
    lastSeq: 6,
    sealedAt: 1_795_000_000_000_001n,
    marks: randomBytes(2 * markBytes),
  };
  const previous = randomBytes(32);
  const seals = [
    sealOf(key, previous, batch),
    sealOf(randomBytes(32), previous, batch),
    sealOf(key, randomBytes(32), batch),
    sealOf(key, null, batch),
    sealOf(key, previous, { ...batch, organizationId: uuidv7() }),
    sealOf(key, previous, { ...batch, firstSeq: 4 }),
    sealOf(key, previous, { ...batch, lastSeq: 7 }),
    sealOf(key, previous, { ...batch, sealedAt: batch.sealedAt + 1n }),
    sealOf(key, previous, { ...batch, marks: randomBytes(2 * markBytes) }),
  ];
  assert.equal(new Set(seals.map((seal) => seal.toString("hex"))).size, seals.length);
  assert.deepEqual(sealOf(key, previous, batch), seals[0]);
});
