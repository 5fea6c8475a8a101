/**
 * The server settings that Plinth asks for, written to `plinth.conf` in the cluster at every start.
 *
 * `postgresql.conf` includes that file, so an operator can overrule any of it: by a line below the include,
 * or by `alter system`. Only where the server listens is fixed on its command line.
 */
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { totalmem } from "node:os";
import { join } from "node:path";
import { giveTo } from "./service-user.ts";
import type { Place } from "./words.ts";

const megabyte = 1024 * 1024;

/** Settings by name, in postgresql.conf's units. */
export function serverSettings(
  durable: boolean,
  wished: Record<string, string>,
  memoryBytes = usableMemory(),
): Record<string, string> {
  return { ...always(memoryBytes), ...(durable ? {} : careless), ...wished };
}

function always(memoryBytes: number): Record<string, string> {
  const memoryMb = Math.floor(memoryBytes / megabyte);
  return {
    max_connections: "100",
    // An eighth: the machine is shared with Plinth itself and with the files' own cache.
    shared_buffers: `${Math.min(512, Math.max(64, Math.floor(memoryMb / 8)))}MB`,
    effective_cache_size: `${Math.max(256, Math.floor(memoryMb / 2))}MB`,
    work_mem: "8MB",
    maintenance_work_mem: "64MB",
    random_page_cost: "1.1",
    jit: "off", // compiling costs more than our short statements take
    // Plans made while tables were empty (those of foreign keys too) are kept until the next analyze: a new
    // installation placed 380 orders/s before it and 1,900 after. Look every 5 seconds, not every minute.
    autovacuum_naptime: "5s",
    synchronous_commit: "on",
    wal_compression: "on",
    min_wal_size: "80MB",
    max_wal_size: "1GB",
    checkpoint_completion_target: "0.9",
    timezone: "UTC",
    log_timezone: "UTC",
    log_line_prefix: "%m [%p] ",
    log_checkpoints: "off",
    password_encryption: "scram-sha-256",
    unix_socket_permissions: "0700",
  };
}

/** For data that nobody will miss. */
const careless = { fsync: "off", full_page_writes: "off", synchronous_commit: "off" };

export async function writeSettings(place: Place, settings: Record<string, string>): Promise<void> {
  const file = join(place.cluster, "plinth.conf");
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`);
  await writeFile(
    file,
    `# Written by Plinth at every start. Put your own settings below the include in postgresql.conf.\n${lines.join("\n")}\n`,
  );
  await giveTo(place.user, file);

  const main = join(place.cluster, "postgresql.conf");
  const include = "include_if_exists = 'plinth.conf'";
  if (!(await readFile(main, "utf8")).includes(include)) await appendFile(main, `\n${include}\n`);
}

/** What this process may use: in a container less than the machine has. */
function usableMemory(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
