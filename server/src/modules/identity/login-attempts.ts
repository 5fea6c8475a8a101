/**
 * Whose failures are counted together. A stranger must not be able to lock somebody's account: what counts is the
 * account as seen from a range of addresses, and a device that logged in before has a count of its own. Pure.
 */
import type { AnyContext, Person } from "#platform/access";
import { type AttemptKey, addressKey, addressRange } from "#platform/limits";
import type { Place } from "#platform/passwords";

const quarterHour = 900;

export type LoginAttempts = {
  /** To be asked before, and counted after a failure. */
  asked: AttemptKey[];
  /** Those for which a success speaks: never a whole range of addresses. */
  own: AttemptKey[];
  /** On whose account the password waits to be compared. */
  place: Place;
};

/** @param knownUserId of an account that somebody logged in to from this device before */
export function loginAttempts(
  { address, device }: Pick<AnyContext, "address" | "device">,
  email: string,
  knownUserId: string | undefined,
): LoginAttempts {
  if (knownUserId !== undefined) {
    const text = `${knownUserId} ${device.cookie("device") ?? ""}`;
    const own: AttemptKey[] = [{ kind: "login.device", text, free: 10, mostSeconds: quarterHour }];
    return { asked: own, own, place: { name: knownUserId, known: true } };
  }
  const from = address ?? "nowhere";
  const own: AttemptKey[] = [
    { kind: "login.account", text: `${email} ${addressRange(from)}`, free: 5, mostSeconds: quarterHour },
  ];
  return {
    asked: [
      ...own,
      { kind: "login.address", text: addressKey(from), free: 20, mostSeconds: quarterHour },
      { kind: "login.range", text: addressRange(from), free: 100, mostSeconds: quarterHour },
    ],
    own,
    place: strangersPlace({ address }),
  };
}

/** Whoever is not known yet waits together with everybody else of their range. */
export function strangersPlace({ address }: Pick<AnyContext, "address">): Place {
  return { name: addressRange(address ?? "nowhere"), known: false };
}

/**
 * Whoever gets to the second factor knows the password, which may be a thief: all strangers together have one count,
 * a device that logged in before has its own, and so has a session that goes on. A thief therefore guesses no faster
 * with many addresses, and keeps the owner out neither of their own device nor of what they are doing.
 */
export function secondFactorAttempts(
  { person, device }: Pick<AnyContext, "person" | "device">,
  { userId, knownDevice }: { userId: string; knownDevice: boolean },
): AttemptKey[] {
  const patience = { free: 5, mostSeconds: 3_600 };
  if (person !== undefined) return [{ kind: "second_factor.session", text: person.sessionId, ...patience }];
  if (!knownDevice) return [{ kind: "second_factor", text: userId, ...patience }];
  const text = `${userId} ${device.cookie("device") ?? ""}`;
  return [{ kind: "second_factor.device", text, ...patience }];
}

/** Passwords guessed in one session, from wherever: who has got hold of a session may have many addresses. */
export function proofAttempts({ sessionId }: Person): AttemptKey[] {
  return [{ kind: "proof.session", text: sessionId, free: 10, mostSeconds: quarterHour }];
}

/** Mails that strangers can cause: to one address from one range, and from one range in all. */
export function mailAttempts(
  { address }: Pick<AnyContext, "address">,
  email: string,
): {
  toOne: AttemptKey[];
  fromRange: AttemptKey[];
} {
  const range = addressRange(address ?? "nowhere");
  return {
    toOne: [{ kind: "mail.to", text: `${email} ${range}`, free: 3, mostSeconds: 3_600 }],
    fromRange: [{ kind: "mail.range", text: range, free: 30, mostSeconds: quarterHour }],
  };
}

/** What cannot be guessed, as a passkey: counted is the work that an address, or its range, causes in vain. */
export function addressAttempts({ address }: Pick<AnyContext, "address">): AttemptKey[] {
  const from = address ?? "nowhere";
  return [
    { kind: "login.address", text: addressKey(from), free: 20, mostSeconds: quarterHour },
    { kind: "login.range", text: addressRange(from), free: 100, mostSeconds: quarterHour },
  ];
}
