/** How long the place of a process that died stays empty. */

/** Who dies within this time has not come to serve: whoever follows may fare as badly. */
const youngMs = 30_000;
const firstMs = 1_000;
const mostMs = 30_000;
/** How one ends that was asked to go. */
const inGoodOrder = "exit code 0";

/**
 * @returns a rule that is told of each one how it ended, and for how long it had listened, undefined where it never did;
 * and answers how long to wait before the next, in ms
 */
export function createReplacementDelay(): (how: string, servedMs: number | undefined) => number {
  let diedYoung = 0;
  return (how, servedMs) => {
    // whoever was asked to go, alone, has done nothing wrong
    if (how === inGoodOrder && servedMs !== undefined) return 0;
    // what it took to begin is no service: one that hangs on its way is ended after half a minute as well
    diedYoung = (servedMs ?? 0) < youngMs ? diedYoung + 1 : 0;
    // one that dies young may be a whim of the machine's: the first is replaced at once
    return diedYoung <= 1 ? 0 : Math.min(mostMs, firstMs * 2 ** (diedYoung - 2));
  };
}
