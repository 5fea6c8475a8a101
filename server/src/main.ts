/** argv → a command. What a person can mend is said in words; everything else comes with its cause. */
import { complaintOf } from "./commands/complaint.ts";
import { createProgram } from "./commands/program.ts";

// A reader that has seen enough (`| head`) or a terminal that is gone is no failure of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
  });
}

try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  process.stderr.write(`\n${complaintOf(error)}\n`);
  process.exitCode = 1;
}
