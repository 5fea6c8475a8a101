/**
 * Which processes live, told apart from strangers that later got the same number.
 *
 * A process id alone is not enough: after a crash the number is soon someone else's, in a container almost
 * at once. Where the system tells (Linux), the start time is part of the identity. A zombie is dead.
 */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

export type ProcessId = { pid: number; startedAt: string };

export async function thisProcess(): Promise<ProcessId> {
  return { pid: process.pid, startedAt: (await startTime(process.pid)) ?? "" };
}

export async function isAlive(id: ProcessId): Promise<boolean> {
  const startedAt = await startTime(id.pid);
  return startedAt !== undefined && startedAt === id.startedAt;
}

export async function isPidAlive(pid: number): Promise<boolean> {
  return (await startTime(pid)) !== undefined;
}

/** The command line of a process as its arguments joined by spaces; undefined where it cannot be known. */
export async function commandLine(pid: number): Promise<string | undefined> {
  if (process.platform === "win32") return undefined;
  if (process.platform === "linux") {
    const raw = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => undefined);
    return raw?.replaceAll("\0", " ");
  }
  const ps = await promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)]).catch(() => undefined);
  return ps?.stdout;
}

/** Start time in the system's own unit, "" where it is not told, undefined for the dead. */
async function startTime(pid: number): Promise<string | undefined> {
  if (process.platform === "linux") {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
    if (stat === undefined) return undefined;
    // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  }
  try {
    process.kill(pid, 0);
    return "";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" ? "" : undefined;
  }
}
