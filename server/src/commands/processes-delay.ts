/** How long the place of a process that died stays empty. */

/** Who dies within this time has not come to serve: whoever follows may fare as badly. */
const youngMs = 30_000;
const firstMs = 1_000;
const mostMs = 30_000;

/** @returns a rule that is told how long each one lived, and answers how long to wait before the next, in ms */
export function createReplacementDelay(): (livedMs: number) => number {
  let diedYoung = 0;
  return (livedMs) => {
    diedYoung = livedMs < youngMs ? diedYoung + 1 : 0;
    // one that dies young may be a whim of the machine's: the first is replaced at once
    return diedYoung <= 1 ? 0 : Math.min(mostMs, firstMs * 2 ** (diedYoung - 2));
  };
}
