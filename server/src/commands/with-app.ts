/**
 * What every command but `start` stands on: the whole application for one errand, without a port.
 *
 * Loaded where a command does something: what only describes itself, or is asked for what cannot be, answers at once.
 */
import type { App } from "#app";
import { type Config, readConfig } from "#config";
import type { Installation } from "./installation.ts";
import { addressOf } from "./kept-address.ts";

/**
 * Opens the installation, does the errand, closes everything again; Ctrl-C closes it too. Works beside a
 * running server. What it has to say meanwhile goes to stderr, because stdout is the answer.
 */
export async function withInstallation<T>(
  errand: (installation: Installation, config: Config) => Promise<T>,
): Promise<T> {
  const config = readConfig();
  const { openInstallation } = await import("./installation.ts");
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
    const [{ createApp }, { createLogger }] = await Promise.all([
      import("#app"),
      import("#platform/telemetry"),
    ]);
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
