/**
 * The rotating refresh token: each is used once and brings its successor. A family is what descends from one sign-in,
 * and is a session. Pure rules, no I/O: the caller locks the session's row, asks `present`, and does what it says.
 *
 * A thief who copies a token and its owner cannot both go on: sooner or later one of them presents what the other has
 * used already, and the family ends. Two tabs, or a client whose answer was lost, must not look like that: for a short
 * grace the token that was just used brings the same successor again. It need not be kept for that, because it is not
 * drawn but derived, from the token that was presented and a key outside the database. Only hashes are stored: they
 * are not enough to make the next token, not even together with the key.
 *
 *   plr_ base64url( session id, 16 bytes · generation, 4 · body, 32 · tag, 16 )
 *
 * The body is what nobody can guess. The tag is an HMAC over the rest: it tells a token that was ours once, however
 * long ago, from one that was made up, without a table of all that ever were. So only somebody who had a token can
 * end a family, and nobody by naming its session.
 *
 * What lost: a table of all used tokens (grows with each refresh and is read at each); a random successor kept in
 * clear, or under a key, for the length of the grace (a copy of the database would be a copy of the sessions).
 */
import { hash, randomBytes, timingSafeEqual } from "node:crypto";
import type { KeyRing } from "#platform/secrets";

type Ring = Pick<KeyRing, "mac" | "macs">;

/** What is kept of a family. */
export type RefreshFamily = {
  sessionId: string;
  /** How many times it was refreshed. */
  generation: number;
  /** SHA-256 of the one token that will be accepted next. */
  currentHash: Buffer;
  /** Of the one that it replaced; null when it is the first. */
  parentHash: Buffer | null;
  /** When it was replaced; null when it is the first. */
  rotatedAt: Date | null;
};

/** What it means that somebody presents a token. */
export type Presented =
  /** It is the newest: hand out the successor and keep `next`. */
  | { kind: "rotate"; successor: string; next: RefreshFamily }
  /** It was the newest a moment ago: hand out the same successor again. There is nothing to keep. */
  | { kind: "repeat"; successor: string }
  /** It was ours and is spent: two people have it. End the family. */
  | { kind: "reuse" }
  /** It is none of this family, or there is no such family any more: nothing happened. */
  | { kind: "unknown" };

/** So long two tabs, or a client whose answer was lost, get the same successor. */
export const graceMs = 30_000;

const prefix = "plr_";
const bytes = { session: 16, generation: 4, body: 32, tag: 16 };
const headBytes = bytes.session + bytes.generation + bytes.body;

/** The first token of a new session. @param sessionId a UUID, in lower case */
export function newRefreshToken(sessionId: string, ring: Ring): string {
  const head = headOf(sessionId, 0, randomBytes(bytes.body));
  return written(head, ring.mac("refresh tag", head.toString("base64url")));
}

/** What is kept of a token: SHA-256. With 256 random bits in it, a plain hash cannot be searched. */
export function hashRefreshToken(token: string): Buffer {
  return hash("sha256", token, "buffer");
}

/** The session that a token belongs to, if the token was ever ours; says nothing about whether it is spent. */
export function sessionOfRefreshToken(token: string, ring: Ring): string | undefined {
  const read = readToken(token);
  return read !== undefined && isGenuine(read, ring) ? read.sessionId : undefined;
}

/**
 * Decides about a token. Nothing is changed here: what follows is the caller's, under a lock on the session.
 *
 * @param family as it is kept; undefined when the session is not there or has ended
 */
export function present(family: RefreshFamily | undefined, token: string, now: Date, ring: Ring): Presented {
  const read = readToken(token);
  if (family === undefined || read === undefined || read.sessionId !== family.sessionId)
    return { kind: "unknown" };
  if (!isGenuine(read, ring)) return { kind: "unknown" };

  const presented = hashRefreshToken(token);
  if (timingSafeEqual(presented, family.currentHash)) {
    const [successor = ""] = successors(read, token, ring);
    return { kind: "rotate", successor, next: rotated(family, successor, now) };
  }
  if (isParent(family, presented) && isWithinGrace(family, now)) {
    // under whichever secret of the ring it was derived: the ring may have changed in between
    const successor = successors(read, token, ring).find((each) =>
      timingSafeEqual(hashRefreshToken(each), family.currentHash),
    );
    return successor === undefined ? { kind: "unknown" } : { kind: "repeat", successor };
  }
  return { kind: "reuse" };
}

function rotated(family: RefreshFamily, successor: string, now: Date): RefreshFamily {
  return {
    sessionId: family.sessionId,
    generation: family.generation + 1,
    currentHash: hashRefreshToken(successor),
    parentHash: family.currentHash,
    rotatedAt: now,
  };
}

function isParent({ parentHash }: RefreshFamily, presented: Buffer): boolean {
  return parentHash !== null && timingSafeEqual(presented, parentHash);
}

function isWithinGrace({ rotatedAt }: RefreshFamily, now: Date): boolean {
  return rotatedAt !== null && now.getTime() - rotatedAt.getTime() <= graceMs;
}

/** The successor of a token under every secret of the ring, the active one first. */
function successors({ sessionId, generation }: Token, token: string, ring: Ring): string[] {
  return ring.macs("refresh successor", `${sessionId}.${token}`).map((body, secret) => {
    const head = headOf(sessionId, generation + 1, body);
    const tag = ring.macs("refresh tag", head.toString("base64url"))[secret];
    if (tag === undefined) throw new Error("the key ring lost a secret between two macs");
    return written(head, tag);
  });
}

function isGenuine({ head, tag }: Token, ring: Ring): boolean {
  const tags = ring.macs("refresh tag", head.toString("base64url"));
  return tags.some((mac) => timingSafeEqual(mac.subarray(0, bytes.tag), tag));
}

type Token = { sessionId: string; generation: number; head: Buffer; tag: Buffer };

function readToken(token: string): Token | undefined {
  if (!/^plr_[\w-]{91}$/.test(token)) return undefined;
  const all = Buffer.from(token.slice(prefix.length), "base64url");
  // the last character has two bits to spare: each token is written in one way only
  if (prefix + all.toString("base64url") !== token) return undefined;
  const hex = all.toString("hex", 0, bytes.session);
  return {
    sessionId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
    generation: all.readUInt32BE(bytes.session),
    head: all.subarray(0, headBytes),
    tag: all.subarray(headBytes),
  };
}

function headOf(sessionId: string, generation: number, body: Buffer): Buffer {
  const id = sessionId.replaceAll("-", "");
  if (!/^[0-9a-f]{32}$/.test(id)) throw new Error("a session's id is a UUID");
  const head = Buffer.alloc(headBytes);
  head.write(id, "hex");
  head.writeUInt32BE(generation, bytes.session);
  body.copy(head, bytes.session + bytes.generation);
  return head;
}

function written(head: Buffer, mac: Buffer): string {
  return prefix + Buffer.concat([head, mac.subarray(0, bytes.tag)]).toString("base64url");
}
