/** `npm run bench`: every claim about speed, measured beside its floor. See options.ts for what it takes. */
import { bench } from "./bench.ts";
import { readOptions } from "./options.ts";
import { population } from "./population.ts";
import { startScratchCluster } from "./scratch-database.ts";

const options = readOptions(process.argv.slice(2));
const say = (line: string) => console.log(line);

const cluster = await startScratchCluster(say);
try {
  const people = population(options);
  const database = await cluster.database(people);
  const report = await bench(database, people, options, say);
  say(
    `started in ${Math.round(report.startedInMs)} ms, idle ${Math.round(report.idleMegabytes)} MB, after load ${Math.round(report.loadedMegabytes)} MB`,
  );
  await database.drop();
} finally {
  await cluster.stop();
}
