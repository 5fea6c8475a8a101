/** What jobs that were taken together need of the database before they begin, read once for all of a kind. */
import type { Clock } from "#platform/clock";
import type { Database } from "#platform/db";
import type { Claimed } from "./claim.ts";
import type { Given, Job } from "./define-job.ts";

type Means = { database: Database; clock: Clock; jobs: ReadonlyMap<string, Job> };
type One = Given<unknown> & { id: string };

/** @returns by the job's id, what was found for it; whoever awaits it hears what kept it from being read */
export function gather({ database, clock, jobs }: Means, claims: Claimed[]): Map<string, Promise<unknown>> {
  const found = new Map<string, Promise<unknown>>();
  for (const [kind, some] of Map.groupBy(claims, (claimed) => claimed.kind)) {
    const job = jobs.get(kind);
    if (job?.gather === undefined) continue;
    const readable = some.flatMap((claimed) => inputOf(job, claimed));
    const all = job.gather(database.system, readable, clock.now());
    all.catch(() => {}); // a job that is not begun awaits nothing
    readable.forEach(({ id }, place) => {
      const own = all.then((each) => each[place]);
      own.catch(() => {});
      found.set(id, own);
    });
  }
  return found;
}

/** What cannot be read is said when the job is tried. */
function inputOf(job: Job, { id, organization_id: organizationId, payload }: Claimed): One[] {
  try {
    return [{ id, organizationId, input: job.read(payload) }];
  } catch {
    return [];
  }
}
