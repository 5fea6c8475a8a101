/** Who answers at the port: this process, or several that it starts and keeps alive. */
import { type App, createApp } from "#app";
import type { Config } from "#config";
import { createDatabase, type Database } from "#platform/db";
import { usualPace } from "#platform/events";
import type { Logger } from "#platform/telemetry";
import type { Installation } from "./installation.ts";
import { farewellMs, type Lifetime } from "./lifetime.ts";
import { listen } from "./port.ts";
import { startProcesses } from "./processes.ts";
import { giveBackHeap } from "./start-heap.ts";

export type Serving = {
  database: Database;
  /** What the first start founds, it founds with this. */
  app(): Promise<App>;
  /** @returns the address, once it is answered there */
  listen(): Promise<string>;
  /** Closes what was needed to rise and is not needed to serve. */
  risen(): Promise<void>;
};

/** Whatever must be closed again is told to `lifetime`. */
export async function serveAlone(
  config: Config,
  installation: Installation,
  logger: Logger,
  lifetime: Lifetime,
): Promise<Serving> {
  const app = await createApp({ ...config, ...installation, logger, canary: usualPace });
  lifetime.closes(() => app.close(farewellMs));
  return {
    database: app.database,
    app: async () => app,
    async listen() {
      giveBackHeap();
      return await listen(app.server, config);
    },
    risen: async () => {},
  };
}

/** The same for the primary, which has an application only where something is to be founded, and closes it again. */
export async function serveInSeveral(
  config: Config,
  installation: Installation,
  logger: Logger,
  lifetime: Lifetime,
): Promise<Serving> {
  const { appUrl, systemUrl, secrets } = installation;
  const database = await createDatabase({ appUrl, systemUrl, logger });
  let founding: Promise<App> | undefined;
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= (async () => {
      await (await founding)?.close();
      await database.end();
    })();
    return closed;
  };
  lifetime.closes(close);
  return {
    database,
    app() {
      founding ??= createApp({ ...config, ...installation, logger, role: "api" });
      return founding;
    },
    async listen() {
      const processes = startProcesses(config.processes, { config, appUrl, systemUrl, secrets }, logger);
      lifetime.closes(processes.stop);
      return await processes.listening;
    },
    risen: close,
  };
}
