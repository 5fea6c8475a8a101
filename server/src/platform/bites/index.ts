/** Much is removed in bites: each is a transaction of its own, so that locks are held for moments. */
import { countForgotten } from "#platform/telemetry";

/**
 * Takes bites until one is not full any more: what comes in faster than one bite each time would otherwise pile up for
 * ever. Any number of processes may be at it at once.
 * @param table as the metrics call it
 * @param most rows that one bite may take
 * @param bite @returns how many it took
 * @returns how many went in all
 */
export async function takeInBites(
  table: string,
  most: number,
  bite: (most: number) => Promise<number>,
): Promise<number> {
  let all = 0;
  for (let gone = most; gone === most; all += gone) {
    gone = await bite(most);
    countForgotten(table, gone);
  }
  return all;
}
