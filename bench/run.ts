/** `npm run bench`: every claim about speed, measured beside its floor. See options.ts for what it takes. */
import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { bench } from "./bench.ts";
import { deliveriesPart } from "./deliveries.ts";
import { growth } from "./growth.ts";
import { jobsPart } from "./jobs.ts";
import { livePart } from "./live.ts";
import { loginsPart, wrongReads } from "./logins-results.ts";
import { names, readOptions, usage } from "./options.ts";
import { overloadPart, wrongUnderOverload } from "./overload-results.ts";
import { population } from "./population.ts";
import { page, rowOf, table } from "./results.ts";
import { startScratchCluster } from "./scratch-database.ts";
import { stockPart } from "./stock.ts";

const say = (line: string) => console.log(line);
const options = readOptions(process.argv.slice(2));
if (options.help) say(usage);
else process.exitCode = await run();

/** @returns 1 when an answer was wrong. */
async function run(): Promise<number> {
  const cluster = await startScratchCluster(say);
  try {
    const measured = commit(); // others may commit while it runs
    const people = population(options);
    const database = await cluster.database(people);
    const report = await bench(database, people, { ...options, floors: true }, say);
    await database.drop();
    const growing = options.growth
      ? await growth(cluster, { ...options, floors: false }, options.organizations, say)
      : "";

    const rows = report.outcomes.map(rowOf);
    const conditions = {
      people,
      seconds: options.seconds,
      rounds: options.rounds,
      postgres: cluster.version,
      commit: measured,
    };
    say(
      `\n${table(rows)}\n${loginsPart(report.logins)}${jobsPart(report.jobs)}${stockPart(report.stock)}${deliveriesPart(report.deliveries)}${livePart(report.live)}${overloadPart(report.overload)}${growing}`,
    );
    say(
      `Started in ${Math.round(report.startedInMs)} ms; ${Math.round(report.idleMegabytes)} MB idle, ${Math.round(report.loadedMegabytes)} MB after the load.`,
    );
    const whole = !options.smoke && options.only.length === names.length;
    // a partial run would leave a page that claims less than it says
    if (whole)
      await writeFile(
        fileURLToPath(new URL("RESULTS.md", import.meta.url)),
        page(report, growing, conditions),
      );
    const wrong = wrongReads(report.logins) + wrongUnderOverload(report.overload);
    return wrong > 0 || rows.some(({ errors }) => errors > 0) ? 1 : 0;
  } finally {
    await cluster.stop();
  }
}

function commit(): string {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "unknown";
  }
}
