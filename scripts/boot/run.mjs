/**
 * Runs the entry as a child and stands in for it: signals go in, the exit code comes out.
 */
import { spawn } from "node:child_process";
import { stopWhenOrphaned } from "./orphan.mjs";

const preload = new URL("./stop-with-parent.mjs", import.meta.url).href;

export function runEntry(node, argv) {
  const child = spawn(node, ["--import", preload, ...argv], { stdio: "inherit" });

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      // At a terminal Ctrl-C reaches the child by itself; a second one could mean "now!" to it.
      if (signal === "SIGINT" && atTerminal()) return;
      child.kill(signal);
    });
  }
  // npm killed hard passes nothing on, and the server would live on with the port.
  if (process.env.npm_lifecycle_event !== undefined) stopWhenOrphaned(() => child.kill("SIGTERM"));

  child.once("error", (error) => {
    console.error(`${node} could not be started: ${error.message}`);
    process.exit(1);
  });
  child.once("exit", (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal); // so that the shell, too, sees what ended it
  });
}

function atTerminal() {
  return process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
}
