/**
 * argv → a command. What a person can mend is said in words; everything else comes with its cause.
 *
 * Compiled code is kept beside the packages: reading some three hundred modules from there instead of
 * stripping and compiling them anew halves the start. So everything else is loaded after this is set.
 */
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

enableCompileCache(fileURLToPath(new URL("../../node_modules/.cache/plinth", import.meta.url)));

// A reader that has seen enough (`| head`) or a terminal that is gone is no failure of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
  });
}

const { complaintOf } = await import("./commands/complaint.ts");
try {
  const { createProgram } = await import("./commands/program.ts");
  await createProgram().parseAsync(process.argv);
} catch (error) {
  process.stderr.write(`\n${complaintOf(error)}\n`);
  process.exitCode = 1;
  // one of several processes: the channel to the primary would keep it alive, and nobody would take its place
  if (process.connected) process.exit();
}
