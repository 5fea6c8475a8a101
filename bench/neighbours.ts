/** How much of the machine others used meanwhile: figures taken beside busy neighbours say little about us. */
import { availableParallelism } from "node:os";
import { processorTimeOfFamily, processorTimeOfMachine } from "./processor-time.ts";

/**
 * Begins to watch.
 * @param postmaster the database; everything else of ours is a child of this process.
 * @returns a function that tells the share of the machine, from 0 to 1, that others have had since.
 */
export async function watchNeighbours(postmaster: number): Promise<() => Promise<number>> {
  const ours = async () =>
    (await processorTimeOfFamily(postmaster)) + (await processorTimeOfFamily(process.pid));
  const before = { at: performance.now(), ours: await ours(), machine: processorTimeOfMachine() };
  return async () => {
    const others = processorTimeOfMachine() - before.machine - ((await ours()) - before.ours);
    const capacity = (performance.now() - before.at) * 1_000 * availableParallelism();
    return Math.max(0, others / capacity);
  };
}
