/**
 * What starting leaves behind: declarations are read, compiled and thrown away, so that half of the heap is empty by the time
 * somebody may ask. V8 would keep it until memory is short; given back, an idle process takes a quarter less (first start: 219 → 159 MB).
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collect = (options: { type: "major"; execution: "sync"; flavor: "last-resort" }) => void;

/** Takes about a tenth of a second, in which nothing else is done: before anybody is served. */
export function giveBackHeap(): void {
  setFlagsFromString("--expose-gc");
  const collect: Collect = runInNewContext("gc");
  setFlagsFromString("--no-expose-gc");
  // the only flavour that also lets go of empty pages
  collect({ type: "major", execution: "sync", flavor: "last-resort" });
}
