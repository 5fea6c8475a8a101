/** A server process and a PostgreSQL of its own that may be killed at any moment and come back. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { founders } from "#app";
import { execute } from "#harness/execute";
import { onDatabase } from "#harness/postgres";
import { until } from "#harness/until";
import { createKey } from "#modules/identity";
import { createOrganization, systemContext } from "#modules/organizations";
import { createDatabase, ensureRoles, migrate } from "#platform/db";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "#platform/embedded-postgres";

const entry = fileURLToPath(new URL("./server-process.ts", import.meta.url));

/** Of every server process. */
export const secret = "a secret of the tests that is long enough to be one";

export type Mortal = {
  adminUrl: string;
  /** Where the server listens, also after it has come back. */
  url: string;
  organization: string;
  key: string;
  /** What a process must be told to serve on its PostgreSQL. */
  environment: Record<string, string>;
  /** One more organization. */
  found(name: string): Promise<{ organization: string; key: string }>;
  startServer(): Promise<void>;
  /** SIGKILL: no handler runs, sockets break. Resolves when the process is gone. */
  killServer(): Promise<void>;
  /** SIGSTOP: it keeps its sockets, and says and hears nothing. */
  freezeServer(): void;
  /** SIGKILL to the postmaster; resolves when it is gone and its backends with it. */
  killPostgres(): Promise<void>;
  startPostgres(): Promise<void>;
  /** The postmaster first, then whom it has started; none when it is gone. */
  postgresProcesses(): Promise<number[]>;
  /** Aborted when it has ended for good: nobody need insist any more. */
  ended: AbortSignal;
  end(): Promise<void>;
};

/**
 * Durable, because what is acknowledged must outlive the database's own death.
 * @param wish.smtpPort where its mails go on this machine; absent: nowhere, the catcher keeps them
 */
export async function mortal({ smtpPort }: { smtpPort?: number } = {}): Promise<Mortal> {
  const dataDir = await mkdtemp(join(tmpdir(), "plinth-survival-"));
  await chmod(dataDir, 0o755); // as root, PostgreSQL runs as somebody else and must get in
  const settings = { shared_buffers: "32MB", max_connections: "100", log_min_messages: "fatal" };
  const start = () => startEmbeddedPostgres({ dataDir, durable: true, settings });
  const postgres: EmbeddedPostgres = await start();
  await execute(postgres.adminUrl, "create database survival");
  const adminUrl = onDatabase(postgres.adminUrl, "survival");
  const urls = await ensureRoles(adminUrl);
  await migrate(urls.ownerUrl);
  const { organization, key } = await found(urls, "Survivors GmbH");
  const environment = { APP_URL: urls.appUrl, SYSTEM_URL: urls.systemUrl, SECRET: secret };
  const ending = new AbortController();
  let child: ChildProcess | undefined;

  /** While it was away somebody else may have been given its port, for a connection of theirs: until they let go of it. */
  const startAtItsPort = async (): Promise<boolean> => {
    if ((await start()).port === postgres.port) return true;
    await life.killPostgres();
    const noted = join(dataDir, "postgres.json");
    const facts = JSON.parse(await readFile(noted, "utf8")) as object;
    await writeFile(noted, JSON.stringify({ ...facts, port: postgres.port }));
    return false;
  };

  const life: Mortal = {
    adminUrl,
    url: "",
    organization,
    key,
    environment,
    found: (name) => found(urls, name),
    ended: ending.signal,
    async startServer() {
      const port = life.url === "" ? "0" : new URL(life.url).port;
      const started = spawn(process.execPath, [entry], {
        env: {
          ...process.env,
          ...environment,
          LISTEN_PORT: port,
          SMTP_PORT: String(smtpPort ?? ""),
        },
        stdio: ["ignore", "pipe", "inherit"],
      });
      child = started;
      const ended = once(started, "exit").then(() =>
        Promise.reject(new Error("the server ended before it listened")),
      );
      const [line] = await Promise.race([once(createInterface(started.stdout), "line"), ended]);
      ended.catch(() => {}); // from here on, its end is the test's business
      life.url = String(line);
    },
    async killServer() {
      const dying = child;
      if (dying === undefined || dying.exitCode !== null || dying.signalCode !== null) return;
      const gone = once(dying, "exit");
      dying.kill("SIGKILL");
      await gone;
    },
    freezeServer: () => void child?.kill("SIGSTOP"),
    async killPostgres() {
      const pid = await postmasterOf(dataDir);
      if (pid === undefined || !isRunning(pid)) return;
      process.kill(pid, "SIGKILL");
      await until("the postmaster to be gone", () => !isRunning(pid));
    },
    async startPostgres() {
      await until("PostgreSQL to be back where everybody looks for it", startAtItsPort, 60_000);
    },
    async postgresProcesses() {
      const postmaster = await postmasterOf(dataDir);
      if (postmaster === undefined || !isRunning(postmaster)) return [];
      return [postmaster, ...(await childrenOf(postmaster))];
    },
    async end() {
      ending.abort();
      await life.killServer();
      await life.killPostgres();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
  return life;
}

async function found(
  urls: { appUrl: string; systemUrl: string },
  name: string,
): Promise<{ organization: string; key: string }> {
  const database = await createDatabase(urls);
  const organization = await createOrganization(database, founders, { name });
  const { secret } = await database.transaction(systemContext(organization, "test"), (tx) =>
    createKey(tx, { name: "survivor", role: "owner", scopes: null, expiresAt: null }),
  );
  await database.end();
  return { organization, key: secret };
}

/** Undefined when it has ended by itself. */
async function postmasterOf(dataDir: string): Promise<number | undefined> {
  const { cluster } = JSON.parse(await readFile(join(dataDir, "postgres.json"), "utf8")) as {
    cluster: string;
  };
  const noted = await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => undefined);
  return noted === undefined ? undefined : Number(noted.split("\n")[0]);
}

/** As the kernel tells them; none where it has no such files. */
async function childrenOf(parent: number): Promise<number[]> {
  const numbers = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const mothers = await Promise.all(
    // behind the program's name, which may hold anything: its state, then who started it
    numbers.map(async (pid) =>
      (await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")).split(") ").at(-1),
    ),
  );
  return numbers.filter((_, i) => mothers[i]?.split(" ")[1] === String(parent)).map(Number);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
