/** `npm run survive`: faults strike a whole Plinth under load for as long as one likes. */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { survive } from "./survival.ts";

const usage = `npm run survive -- [options]
  --minutes 2     for so long faults strike; then everybody comes to rest and the books are compared
  --seed 1        has the same faults strike at the same times; absent: drawn, and printed

Starts a PostgreSQL, three processes, and fakes of everything outside in a folder of its own, and removes them. Ends with 1
when something was lost, done twice, or told wrongly.`;

/** One lost answer is seen by many judges. */
const mostShown = 40;

const say = (line: string): void => console.log(line);
const { values } = parseArgs({
  options: { minutes: { type: "string" }, seed: { type: "string" }, help: { type: "boolean" } },
});
const minutes = Number(values.minutes ?? 2);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
if (values.help) say(usage);
else if (!(minutes > 0) || !Number.isSafeInteger(seed)) {
  console.error(`--minutes takes a number above 0, --seed a whole number.\n\n${usage}`);
  process.exitCode = 2;
} else process.exitCode = await run();

async function run(): Promise<number> {
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort());
  try {
    return await report(interrupted.signal);
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    process.exit(130); // whoever insisted when everything went would insist for ever
  }
}

/** @returns 1 when something is wrong */
async function report(interrupted: AbortSignal): Promise<number> {
  // processes start all the time: what one has compiled, the next ones read
  process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
    new URL("../../../node_modules/.cache/plinth", import.meta.url),
  );
  const again = `npm run survive -- --minutes ${minutes} --seed ${seed}`;
  say(`${again}\n`);
  const wish = { seed, lengthMs: minutes * 60_000, say, interrupted };
  const { wrong, struck, died, ...counts } = await survive(wish);
  const faults = [...struck].sort(([a], [b]) => (a < b ? -1 : 1));
  say(`\n${faults.map(([kind, times]) => `${String(times).padStart(4)} × ${kind}`).join("\n")}`);
  say(`${String(died.length).padStart(4)} × a process died at a labelled point`);
  say(
    `\n${counts.deeds} deeds, ${counts.askedAgain} of them asked more than once, ${counts.askedTwiceOutside} outside; ${counts.stories} stories; ${counts.facts} facts heard by all who follow; at rest after ${(counts.restedAfterMs / 1_000).toFixed(1)} s`,
  );
  const more = wrong.length > mostShown ? `\n…and ${wrong.length - mostShown} more` : "";
  const shown = wrong.slice(0, mostShown).join("\n- ");
  say(wrong.length === 0 ? "\nSurvived." : `\nNot survived:\n- ${shown}${more}\n\nAgain: ${again}`);
  return wrong.length === 0 ? 0 : 1;
}
