/** `npm run fuzz`: see options.ts for what it takes. */
import { type Campaign, fuzz } from "./campaign.ts";
import { type Options, readOptions, usage } from "./options.ts";
import { ownTarget } from "./own-target.ts";
import { reportOf } from "./report.ts";
import { givenTarget } from "./target.ts";

const say = (line: string) => console.log(line);

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) say(usage);
  else process.exitCode = await run(options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** @returns 1 when something failed. */
async function run({ minutes, seed, rounds, matching, url, key, token }: Options): Promise<number> {
  const again = `npm run fuzz -- --seed ${seed}${matching.length === 0 ? "" : ` --match ${JSON.stringify(matching.join())}`}`;
  say(`${again} --minutes ${minutes}`);
  const own = url === undefined || key === undefined ? await ownTarget(say) : undefined;
  const target = own ?? (await givenTarget(url ?? "", key ?? "", token));
  const untilMs = performance.now() + minutes * 60_000;
  const campaign = { seed, rounds, matching, untilMs, most: 40, heard: everyTenSeconds(say), met };
  // whoever stops it hears what was found until then; whoever insists does not
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      if (campaign.untilMs === 0) void own?.stop().finally(() => process.exit(130));
      campaign.untilMs = 0;
    });
  try {
    const report = await fuzz(target, campaign);
    say(reportOf(report, `${again} --rounds ${report.rounds + 1}`));
    return report.failures.length === 0 ? 0 : 1;
  } finally {
    await own?.stop();
  }
}

function met(words: string): void {
  say(`✗ ${words}`);
}

function everyTenSeconds(tell: (line: string) => void): Campaign["heard"] {
  const begun = performance.now();
  let told = begun;
  return ({ round, asked, failures }) => {
    const now = performance.now();
    if (now - told < 10_000) return;
    told = now;
    const seconds = Math.round((now - begun) / 1_000);
    tell(`${seconds} s: round ${round + 1}, ${asked} requests, ${failures} failures`);
  };
}
