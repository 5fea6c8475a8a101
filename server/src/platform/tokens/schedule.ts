/**
 * When which key signs: pure rules over the keys' three moments.
 *
 * A key is made a day before its turn and published from then on. The door lets others keep the published keys
 * for 5 minutes, and a process learns of a new key within 10 seconds, so that everybody knows a key long before
 * its first token. The signing key is simply the last one whose turn has begun: there is no moment without one,
 * whatever a process has missed.
 */
export type Turn = {
  kid: string;
  signsFrom: Date;
  /** From then on it only verifies. */
  signsUntil: Date;
  /** From then on it is neither published nor believed. */
  goneAt: Date;
};
export type Moments = Omit<Turn, "kid">;

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

export const accessTokenSeconds = 600;
/** A key is published at least this long before it signs: the 5 minutes of caches, and room for late ones. */
export const publishedMs = 15 * minuteMs;
const signsMs = 30 * dayMs;
/** Early enough that an operator sees it fail and mends it before anybody notices. */
const madeBeforeMs = dayMs;
/** After its turn: the 10 minutes of its last token, and 5 for clocks that differ and processes that look late. */
export const verifiesMs = accessTokenSeconds * 1_000 + 5 * minuteMs;

/** The first key of an installation signs at once: there is nobody yet who could know another. */
export function firstTurn(now: Date): Moments {
  return turnFrom(now.getTime());
}

/**
 * The turn after the newest key's. When the newest ends too soon to publish another (nobody was running), its
 * own turn is made longer instead: `signsFrom` is then later than its `signsUntil`.
 */
export function nextTurn(newest: Moments, now: Date): Moments {
  return turnFrom(Math.max(newest.signsUntil.getTime(), soonestTurn(now).getTime()));
}

/** When a key that is made or brought forward now may begin. */
export function soonestTurn(now: Date): Date {
  return new Date(now.getTime() + publishedMs);
}

/** The turn that begins at this moment. */
export function turnFrom(beginsMs: number): Moments {
  return {
    signsFrom: new Date(beginsMs),
    signsUntil: new Date(beginsMs + signsMs),
    goneAt: new Date(beginsMs + signsMs + verifiesMs),
  };
}

/** Is it time to make the next key? @param turns in the order of their beginning. */
export function isNextDue(turns: readonly Moments[], now: Date): boolean {
  const newest = turns.at(-1);
  return newest === undefined || newest.signsUntil.getTime() - now.getTime() < madeBeforeMs;
}

/**
 * Whose turn it is. A clock that lags behind the one that made the first key signs with it already.
 * @param turns in the order of their beginning.
 */
export function whoSigns<T extends Moments>(turns: readonly T[], now: Date): T | undefined {
  return turns.findLast(({ signsFrom }) => signsFrom <= now) ?? turns[0];
}

/** Is the key shown and believed? */
export function isPublished({ goneAt }: Moments, now: Date): boolean {
  return now < goneAt;
}
