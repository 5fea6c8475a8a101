/** Chance that can be had again: the same seed, the same throws. */

export type Random = {
  /** From 0 up to, not including, 1. */
  throw(): number;
  /** From `least` up to `most`. */
  between(least: number, most: number): number;
  oneOf<One>(these: readonly One[]): One;
  shuffled<One>(these: readonly One[]): One[];
};

/**
 * @param seed what is typed to have a run again
 * @param whose each part of a run throws dice of its own, so that how often one of them does changes nothing for others
 */
export function random(seed: number, whose: string): Random {
  let state = hashed(`${seed} ${whose}`);
  // mulberry32: small, and good enough to be unfair with
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    throw: next,
    between: (least, most) => least + next() * (most - least),
    oneOf(these) {
      const one = these[Math.floor(next() * these.length)];
      if (one === undefined) throw new Error("there is nothing to choose from");
      return one;
    },
    shuffled: (these) =>
      these
        .map((one) => ({ one, at: next() }))
        .sort((a, b) => a.at - b.at)
        .map(({ one }) => one),
  };
}

/** FNV-1a. */
function hashed(text: string): number {
  let sum = 0x811c9dc5;
  for (const byte of Buffer.from(text)) sum = Math.imul(sum ^ byte, 0x01000193);
  return sum;
}
