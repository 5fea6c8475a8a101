/**
 * Where a kill −9 hurts most. Tests arm one of these and see that nothing is lost and nothing is done twice; in
 * every other process they do nothing.
 */

/** Read once: what a process was started for does not change. Without the first variable the second is not looked at. */
const armed = process.env.PLINTH_TEST_BUILD === "1" ? process.env.PLINTH_KILL_AT : undefined;
let left = armed === undefined ? 0 : Number(process.env.PLINTH_KILL_AFTER ?? "1");

/** Dies here and now, as if the power had gone, where the process was started to. @param label `jobs.after-call` */
export function killPoint(label: string): void {
  if (label !== armed || --left > 0) return;
  process.kill(process.pid, "SIGKILL");
}
