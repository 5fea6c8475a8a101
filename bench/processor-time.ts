/** What processes have cost so far, read from Linux's /proc. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const ticksPerSecond =
  process.platform === "linux" ? Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" })) : 100;

/** Whether processor time can be read on this machine at all. */
export const processorTimeIsKnown = process.platform === "linux";

type Times = { parent: number; own: number; ofEndedChildren: number };

/** Microseconds that this process has used, in user and system mode, all threads. NaN where there is no /proc. */
export function processorTimeOf(pid: number): number {
  return processorTimeIsKnown ? (timesOf(pid)?.own ?? Number.NaN) : Number.NaN;
}

/**
 * Microseconds that a process and its children, living and ended, have used: a postmaster with its backends.
 * The parent keeps the time of the children that it has buried; read while one is dying, the sum would miss
 * it, so it is read until it stands still.
 */
export async function processorTimeOfFamily(pid: number): Promise<number> {
  if (!processorTimeIsKnown) return Number.NaN;
  let last = familyTime(pid);
  for (let attempt = 0; attempt < 20; attempt++) {
    await pause(30);
    const again = familyTime(pid);
    if (again === last) break;
    last = again;
  }
  return last;
}

function familyTime(pid: number): number {
  let total = 0;
  for (const name of readdirSync("/proc")) {
    const each = /^\d+$/.test(name) ? timesOf(Number(name)) : undefined;
    if (each === undefined) continue;
    if (Number(name) === pid) total += each.own + each.ofEndedChildren;
    else if (each.parent === pid) total += each.own;
  }
  return total;
}

export function parentOf(pid: number): number | undefined {
  return processorTimeIsKnown ? timesOf(pid)?.parent : undefined;
}

/** Microseconds that all processors of the machine have been busy, or taken away by its host. */
export function processorTimeOfMachine(): number {
  if (!processorTimeIsKnown) return Number.NaN;
  const [, user, nice, system, , , interrupts, softInterrupts, stolen] = readFileSync("/proc/stat", "utf8")
    .split(/\s+/, 9)
    .map(Number);
  const ticks = [user, nice, system, interrupts, softInterrupts, stolen].reduce<number>(
    (sum, each) => sum + (each ?? 0),
    0,
  );
  return (ticks / ticksPerSecond) * 1e6;
}

/** Resident memory in megabytes. */
export function residentMegabytes(pid: number): number {
  if (!processorTimeIsKnown) return Number.NaN;
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) / 1024;
}

/** Undefined for a process that has ended. */
function timesOf(pid: number): Times | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // the second field is the name in parentheses, which may itself hold spaces
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const microseconds = (from: number) =>
    ((Number(fields[from]) + Number(fields[from + 1])) / ticksPerSecond) * 1e6;
  return { parent: Number(fields[1]), own: microseconds(11), ofEndedChildren: microseconds(13) };
}
