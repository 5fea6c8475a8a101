/** Runs one of PostgreSQL's programs to its end, as the service account and with nothing of our environment. */
import { spawn } from "node:child_process";
import { dirname } from "node:path";
import type { Place } from "./words.ts";

export type Outcome = { code: number | null; output: string };

/** Answers the exit code and everything the program printed. Rejects if it cannot be run at all. */
export async function run(
  program: string,
  args: string[],
  user: Place["user"],
  input?: string,
): Promise<Outcome> {
  return await new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...spawnOptions(program, user), stdio: ["pipe", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
    child.stdin.on("error", () => {}); // a program that ends early closes its input; its output says why
    child.stdin.end(input ?? "");
  });
}

/** PG… variables of a developer's shell must not reach the server, and "/" is a directory anyone can be in. */
export function spawnOptions(program: string, user: Place["user"]) {
  const windows = process.platform === "win32";
  return {
    cwd: windows ? dirname(program) : "/",
    env: windows
      ? { SystemRoot: process.env.SystemRoot, TEMP: process.env.TEMP }
      : { LC_ALL: "C", TZ: "UTC" },
    ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
  };
}
