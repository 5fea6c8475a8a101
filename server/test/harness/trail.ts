/** What a deed left behind beside its effect: its events in the feed and its audit rows. */
import { execute } from "./execute.ts";
import { until } from "./until.ts";

export type Trail = {
  events: { type: string; version: number; actor: string; data: Record<string, unknown> }[];
  audit: {
    action: string;
    version: number | null;
    actor: string;
    door: string;
    changes: Record<string, unknown>;
  }[];
};

/** Waits until the relay has moved everything, then reads what is known of the object, oldest first. */
export async function trailOf(adminUrl: string, subjectId: string): Promise<Trail> {
  await relayed(adminUrl);
  const events = await execute(
    adminUrl,
    `select type, subject_version as version, actor, data::json as data from plinth.events where subject_id = $1 order by seq`,
    [subjectId],
  );
  const audit = await execute(
    adminUrl,
    `select action, subject_version as version, actor, door, changes::json as changes
       from plinth.audit_entries where subject_id = $1 order by id`,
    [subjectId],
  );
  return { events, audit } as Trail;
}

/** Resolves when no committed fact waits in the outbox any more. */
export async function relayed(adminUrl: string): Promise<void> {
  await until("the relay to empty the outbox", async () => {
    const [row] = await execute(adminUrl, "select not exists (select from plinth.outbox) as moved");
    return row?.moved === true;
  });
}
