/** What every command but `start` stands on: the whole application for one errand, without a port. */
import { type App, createApp } from "#app";
import { type Config, readConfig } from "#config";
import { createLogger } from "#platform/telemetry";
import { type Installation, openInstallation } from "./installation.ts";
import { addressOf } from "./kept-address.ts";

/**
 * Opens the installation, does the errand, closes everything again; Ctrl-C closes it too. Works beside a
 * running server. What it has to say meanwhile goes to stderr, because stdout is the answer.
 */
export async function withInstallation<T>(
  errand: (installation: Installation, config: Config) => Promise<T>,
): Promise<T> {
  const config = readConfig();
  const installation = await openInstallation(config, tell);
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

/** The same, with all nouns and verbs. `makesLinks`: where they lead is said when it is only a guess. */
export async function withApp<T>(
  errand: (app: App) => Promise<T>,
  { makesLinks = false }: { makesLinks?: boolean } = {},
): Promise<T> {
  return await withInstallation(async (installation, config) => {
    const guessing = (line: string) => void (makesLinks && tell(line));
    const publicUrl = await addressOf(config, guessing);
    const app = await createApp({ ...config, ...installation, publicUrl, logger: createLogger("silent") });
    try {
      return await errand(app);
    } finally {
      await app.close();
    }
  });
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
