/** What `start` does: everything from an empty folder to an API that listens, and back down again. */
import { relative } from "node:path";
import type { Config } from "#config";
import { createLogger, type Logger } from "#platform/telemetry";
import { banner, seconds } from "./banner.ts";
import { foundFirst, makeFirstKey } from "./founding.ts";
import { type Installation, openInstallation } from "./installation.ts";
import { keepDatabase } from "./keep-database.ts";
import { keepAddress } from "./kept-address.ts";
import { Lifetime } from "./lifetime.ts";
import { refuseBusyPort } from "./port.ts";
import { warnOfFewConnections } from "./processes-connections.ts";
import { serveAlone, serveInSeveral } from "./processes-serving.ts";
import { listOrganizations } from "./tenants.ts";

/** Serves until it is told to stop. @throws what keeps it from rising; then everything is closed again */
export async function serve(config: Config): Promise<void> {
  const logger = createLogger(config.logLevel, config.processes > 1 ? { process: "primary" } : undefined);
  const lifetime = new Lifetime(logger, print);
  await lifetime.begin((rises) => rise(config, logger, rises));
}

/** Each thing that must be closed again is told to `lifetime` as soon as it is there. */
async function rise(given: Config, logger: Logger, lifetime: Lifetime): Promise<void> {
  const config = withPort(given, await refuseBusyPort(given));

  const installation = await timed(
    () => openInstallation(config, tell),
    (opened) => databaseLine(config, opened),
  );
  lifetime.closes(installation.close);
  const { revive, systemUrl } = installation;
  if (revive !== undefined) lifetime.closes(keepDatabase(systemUrl, revive, logger));
  const several = config.processes > 1;
  if (several) await warnOfFewConnections(systemUrl, config.processes, tell);
  lifetime.goOn();

  const begin = several ? serveInSeveral : serveAlone;
  const serving = await begin(config, installation, logger, lifetime);
  lifetime.goOn();

  // what the first start makes is of the doors that show it
  const worker = config.role === "worker";
  const waiting = await timed(
    async () => (worker ? undefined : await foundFirst(serving, config, tell)),
    (first) => (first === undefined ? "" : `${first.name} is ready`),
  );
  lifetime.goOn();

  const url = await serving.listen();
  if (!worker) await keepAddress(config, config.publicUrl);
  const key = waiting && (await makeFirstKey(serving, waiting, config.bootstrapKey));
  const [organization] = await listOrganizations(serving.database);
  const bootstrapped = key !== undefined && config.bootstrapKey !== undefined;
  await serving.risen();
  const ms = performance.now(); // since the process began
  print(
    banner(
      {
        url,
        worker,
        processes: config.processes,
        people: config.publicUrl,
        catching: config.mail.kind === "catch",
        ms,
        organization,
        key: bootstrapped ? undefined : key,
        bootstrapped,
      },
      process.stdout,
    ),
  );
}

/** With any free port, links in mails lead to the one that was found. */
function withPort(config: Config, port: number): Config {
  if (config.port === port) return config;
  return {
    ...config,
    port,
    publicUrl: config.publicUrl.replace(/^http:\/\/localhost:0$/, `http://localhost:${port}`),
  };
}

function databaseLine({ database, dataDir }: Config, { applied }: Installation): string {
  const where = database.kind === "embedded" ? `PostgreSQL in ${nearby(dataDir)}` : "Your PostgreSQL";
  return applied.length === 0
    ? `${where} is ready`
    : `${where} is ready, ${applied.length} migrations applied`;
}

/** Relative only while that is the shorter way to say it. */
function nearby(path: string): string {
  const way = relative(process.cwd(), path);
  return way.startsWith("..") ? path : way || ".";
}

/** Prints what was done and how long it took; an empty text prints nothing. */
async function timed<T>(deed: () => Promise<T>, done: (result: T) => string): Promise<T> {
  const startedAt = performance.now();
  const result = await deed();
  const line = done(result);
  if (line !== "") print(`  ${line} (${seconds(performance.now() - startedAt)})\n`);
  return result;
}

/** Each applied migration has a line of its own, which would hide the rest: the sum is told instead. */
function tell(line: string): void {
  if (!line.startsWith("applied ")) print(`  ${line}\n`);
}

function print(text: string): void {
  process.stdout.write(text);
}
