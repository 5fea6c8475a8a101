/** What every command but `start` stands on: the whole application for one errand, without a port. */
import { type App, createApp } from "#app";
import { type Config, readConfig } from "#config";
import { createLogger } from "#platform/telemetry";
import { type Installation, openInstallation } from "./installation.ts";

/**
 * Opens the installation, does the errand, closes everything again; Ctrl-C closes it too. Works beside a
 * running server. What it has to say meanwhile goes to stderr, because stdout is the answer.
 */
export async function withInstallation<T>(
  errand: (installation: Installation, config: Config) => Promise<T>,
): Promise<T> {
  const config = readConfig();
  const installation = await openInstallation(config, (line) => process.stderr.write(`${line}\n`));
  const interrupted = (): void => {
    void installation.close().finally(() => process.exit(130));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, interrupted);
  try {
    return await errand(installation, config);
  } finally {
    await installation.close();
  }
}

/** The same, with all nouns and verbs. */
export async function withApp<T>(errand: (app: App) => Promise<T>): Promise<T> {
  return await withInstallation(async (installation, config) => {
    const app = await createApp({ ...config, ...installation, logger: createLogger("silent") });
    try {
      return await errand(app);
    } finally {
      await app.close();
    }
  });
}
