/**
 * Challenges that a passkey signs. None is kept: what was asked of whom travels with the caller, sealed, and only the
 * answered ones are remembered until they have run out. Pure but for its random bits.
 */
import { randomBytes } from "node:crypto";
import type { KeyRing } from "#platform/secrets";
import { uuidv7 } from "#platform/uuid";

/** What a challenge may be answered for: an answer for one is worth nothing for another. */
export type ChallengePurpose = "login" | "register" | "step_up";

/** Who may answer: anybody for a login, else this user in this session. */
export type Asked = { purpose: ChallengePurpose; userId?: string; sessionId?: string };

export type Challenge = Asked & {
  id: string;
  /** 32 random bytes in base64url. */
  challenge: string;
  /** In milliseconds since 1970. */
  expires: number;
};

/** Long enough to fetch a security key from the other room. */
export const challengeMs = 5 * 60_000;

const sealedFor = "challenge";

export function newChallenge(
  keyRing: KeyRing,
  now: Date,
  asked: Asked,
): { token: string; challenge: Challenge } {
  const challenge: Challenge = {
    ...asked,
    id: uuidv7(),
    challenge: randomBytes(32).toString("base64url"),
    expires: now.getTime() + challengeMs,
  };
  return { token: keyRing.seal(sealedFor, JSON.stringify(challenge)), challenge };
}

/** The challenge, if it is one of ours, was asked for this and of them, and has not run out. */
export function openChallenge(
  keyRing: KeyRing,
  token: string,
  now: Date,
  asked: Asked,
): Challenge | undefined {
  const challenge = opened(keyRing, token);
  if (challenge === undefined || challenge.expires <= now.getTime()) return undefined;
  const same = (["purpose", "userId", "sessionId"] as const).every((part) => challenge[part] === asked[part]);
  return same ? challenge : undefined;
}

function opened(keyRing: KeyRing, token: string): Challenge | undefined {
  try {
    // sealed by ourselves: its shape is ours
    return JSON.parse(keyRing.open(sealedFor, token)) as Challenge;
  } catch {
    return undefined; // altered, of another purpose, or of a secret that was taken out: no challenge of ours
  }
}
