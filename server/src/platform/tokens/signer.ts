/**
 * Access tokens: JWTs (RFC 9068) that say who is calling, for ten minutes.
 *
 * The header of a token is compared with the headers that our keys write, byte by byte, and never read: whatever
 * algorithm, key or address a forger writes into it, nobody looks there.
 */
import { type JWK, jwtVerify, SignJWT } from "jose";
import type { Clock } from "#platform/clock";
import type { Database } from "#platform/db";
import type { KeyRing } from "#platform/secrets";
import { type Claims, claimsOf, type Subject } from "./claims.ts";
import { algorithm } from "./key-pair.ts";
import { accessTokenSeconds } from "./schedule.ts";
import { openSigningKeys } from "./signing-keys.ts";

const lookEveryMs = 10_000;
/** Servers that are told the time agree far better than this. */
const toleratedSeconds = 5;
/** Ours have about 400 characters. */
const longestToken = 2_048;
/** 64 bytes as base64url, whose last character has four bits left over: they must be zero. */
const signaturePattern = /^[\w-]{85}[AQgw]$/;

export type Signer = {
  /** A token for `accessTokenSeconds` from now. About 170 µs of a core. */
  sign(subject: Subject): Promise<string>;
  /**
   * What the token says. About 220 µs of a core: callers remember the answer for a while.
   * @throws `InvalidToken`, one and the same for whatever is wrong with it; a database error when keys cannot be read.
   */
  verify(token: string): Promise<Claims>;
  /** The public keys, as they are published (RFC 7517). */
  jwks(): { keys: JWK[] };
  /** Reads the keys now and makes the next one when it is due, as happens by itself every ten seconds. */
  look(): Promise<void>;
  stop(): void;
};

/** The token is none of ours, was altered, has expired or is meant for somebody else. */
export class InvalidToken extends Error {
  override name = "InvalidToken";
  constructor() {
    super("the access token is not valid");
  }
}

export type SignerOptions = {
  database: Database;
  keyRing: KeyRing;
  /** `iss`: the public address of this installation. */
  issuer: string;
  /** `aud`: whom the tokens are for. */
  audience: string;
  clock: Clock;
  /** Hears of keys that could not be read or made; it is tried again. */
  failed: (error: unknown) => void;
};

/** @throws when the keys cannot be read, or were sealed under a secret that is not in the ring. */
export async function createSigner(options: SignerOptions): Promise<Signer> {
  const { database, keyRing, issuer, audience, clock } = options;
  let stopped = false;
  const failed = (error: unknown) => {
    if (!stopped) options.failed(error);
  };
  const keys = await openSigningKeys({ database, keyRing, clock, failed });
  const timer = setInterval(() => void keys.look().catch(failed), lookEveryMs);
  timer.unref();

  return {
    async sign(subject) {
      const { header, privateKey } = await keys.toSign();
      const iat = Math.floor(clock.now().getTime() / 1_000);
      const claims = { iss: issuer, aud: audience, ...subject, iat, exp: iat + accessTokenSeconds };
      return await new SignJWT(claims).setProtectedHeader(header).sign(privateKey);
    },
    async verify(token) {
      const [header = "", payload = "", signature = "", ...more] = token
        .slice(0, longestToken + 1)
        .split(".");
      if (token.length > longestToken || more.length > 0 || !signaturePattern.test(signature))
        throw new InvalidToken();
      const publicKey = await keys.toVerify(header);
      if (publicKey === undefined) throw new InvalidToken();
      const verified = await jwtVerify(token, publicKey, {
        algorithms: [algorithm],
        typ: "at+jwt",
        issuer,
        audience,
        maxTokenAge: accessTokenSeconds,
        currentDate: clock.now(),
        clockTolerance: toleratedSeconds,
      }).catch(() => undefined);
      const claims = verified && claimsOf(verified.payload, payload);
      if (claims === undefined) throw new InvalidToken();
      return claims;
    },
    jwks: () => ({ keys: keys.published() }),
    look: keys.look,
    stop() {
      stopped = true;
      clearInterval(timer);
    },
  };
}
