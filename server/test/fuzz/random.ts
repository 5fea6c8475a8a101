/** Chance that can be repeated: the same seeds give the same choices, whatever else was chosen in between. */

export type Random = {
  /** From 0 to `below` - 1. */
  whole(below: number): number;
  /** True with this probability, from 0 to 1. */
  chance(probability: number): boolean;
  /** @throws where there is nothing to choose from */
  pick<T>(from: readonly T[]): T;
};

/** @param seeds a wish has its own chance, so that one that went otherwise changes none of the others */
export function randomOf(...seeds: (string | number)[]): Random {
  let state = hashOf(seeds.join("\n"));
  // mulberry32
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (below: number) => Math.floor(next() * below);
  return {
    whole,
    chance: (probability) => next() < probability,
    pick(from) {
      if (from.length === 0) throw new Error("there is nothing to choose from");
      return from[whole(from.length)] as (typeof from)[number];
    },
  };
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash | 0;
}
