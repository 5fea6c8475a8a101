/**
 * A journey to an outside provider and back. What must be remembered on the way travels in a cookie of the browser
 * that set out, sealed: nobody else can come back in its place, and what it set out for cannot be changed. Pure.
 */
import type { Cookie } from "#platform/action";
import type { SignInMemory } from "#platform/oidc";
import type { KeyRing } from "#platform/secrets";
import { uuidv7 } from "#platform/uuid";
import type { SessionKind } from "./session.ts";

/** To log in with whatever account comes back, or to link it to the account of this user, in this session. */
export type Purpose =
  | { purpose: "login"; userId?: undefined; sessionId?: undefined }
  | { purpose: "link"; userId: string; sessionId: string };

export type Journey = Purpose & {
  id: string;
  memory: SignInMemory;
  /** Of a login: the session that is wanted at its end. */
  kind: SessionKind;
  organizationId: string | null;
  /** In milliseconds since 1970. */
  expires: number;
};

/** Long enough for a forgotten password over there. */
const journeyMs = 10 * 60_000;
const cookieName = "outside";
const sealedFor = "outside sign-in";

type Wanted = Purpose & Pick<Journey, "memory" | "kind" | "organizationId">;

export function journeyCookie(keyRing: KeyRing, now: Date, wanted: Wanted): Cookie {
  const journey: Journey = { ...wanted, id: uuidv7(), expires: now.getTime() + journeyMs };
  const value = keyRing.seal(sealedFor, JSON.stringify(journey));
  return { name: cookieName, value, maxAgeSeconds: journeyMs / 1_000 };
}

export const forgottenJourney: Cookie = { name: cookieName, value: null, maxAgeSeconds: 0 };

/** The journey of this browser, if it led to this provider, for this and for nobody else, and not too long ago. */
export function openJourney(
  keyRing: KeyRing,
  device: { cookie(name: string): string | undefined },
  now: Date,
  provider: string,
  { purpose, userId, sessionId }: Purpose,
): Journey | undefined {
  const journey = opened(keyRing, device.cookie(cookieName));
  if (journey === undefined || journey.expires <= now.getTime()) return undefined;
  const same = journey.purpose === purpose && journey.userId === userId && journey.sessionId === sessionId;
  return same && journey.memory.provider === provider ? journey : undefined;
}

function opened(keyRing: KeyRing, sealed: string | undefined): Journey | undefined {
  if (sealed === undefined) return undefined;
  try {
    // sealed by ourselves: its shape is ours
    return JSON.parse(keyRing.open(sealedFor, sealed)) as Journey;
  } catch {
    return undefined; // altered, of another purpose, or of a secret that was taken out
  }
}
