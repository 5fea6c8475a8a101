/** How many connections to the database several processes may want, and whether it has as many. */
import { Client } from "pg";

/** Of one process at its busiest: 2 for reads, 12 for verbs, 8 for jobs, 3 for exports, the rest the system's own. */
const ofOne = 42;
/** For commands beside them, and PostgreSQL's own. */
const besides = 16;

export function connectionsFor(processes: number): number {
  return besides + ofOne * processes;
}

/** @param say hears a warning in one line, where it has too few: then requests wait, or fail, when all are busy at once */
export async function warnOfFewConnections(
  systemUrl: string,
  processes: number,
  say: (line: string) => void,
): Promise<void> {
  const client = new Client({ connectionString: systemUrl, application_name: "plinth" });
  client.on("error", () => {});
  await client.connect();
  try {
    const { rows } = await client.query<{ allowed: number }>(
      "select current_setting('max_connections')::int as allowed",
    );
    const [allowed, wanted] = [rows[0]?.allowed ?? 0, connectionsFor(processes)];
    if (allowed < wanted)
      say(
        `PostgreSQL allows ${allowed} connections, and ${processes} processes may want ${wanted}: raise max_connections, or set PLINTH_PROCESSES lower.`,
      );
  } finally {
    await client.end();
  }
}
