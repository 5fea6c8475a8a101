import { randomBytes } from "node:crypto";

let pool = randomBytes(8192);
let used = 0;

/** A UUIDv7 (RFC 9562): 48 bits of milliseconds, then randomness. Sorts by time of making. */
export function uuidv7(nowMs: number = Date.now()): string {
  if (used + 10 > pool.length) {
    pool = randomBytes(8192);
    used = 0;
  }
  const random = pool.toString("hex", used, (used += 10));
  const time = nowMs.toString(16).padStart(12, "0");
  const variant = ((Number.parseInt(random.charAt(3), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`;
}
