/** What a deed left behind beside its effect: its events in the feed and its audit rows. */
import { look } from "./execute.ts";
import { until } from "./until.ts";

/** Every entry of the trail, sealed or not: the relay moves them within moments, so whoever counts reads both. */
export const auditRows = `(select ${columns("plinth.audit_entries")} union all select ${columns("plinth.audit_trail")})`;

function columns(table: string): string {
  return `organization_id, id, actor, on_behalf_of, people, action, subject_type, subject_id, subject_version, changes,
          request_id, door, address, occurred_at from ${table}`;
}

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
  const [trail] = await look(
    adminUrl,
    `select coalesce((select json_agg(json_build_object('type', type, 'version', subject_version, 'actor', actor,
                                                        'data', data::json) order by seq)
                        from plinth.events where subject_id = $1), '[]') as events,
            coalesce((select json_agg(json_build_object('action', action, 'version', subject_version, 'actor', actor,
                                                        'door', door, 'changes', changes::json) order by id)
                        from ${auditRows} a where subject_id = $1), '[]') as audit`,
    [subjectId],
  );
  return trail as Trail;
}

/** Resolves when every committed entry of the trail is sealed. */
export async function sealed(adminUrl: string): Promise<void> {
  await until("every entry of the trail to be sealed", async () => {
    const [row] = await look(adminUrl, "select not exists (select from plinth.audit_entries) as sealed");
    return row?.sealed === true;
  });
}

/** Resolves when no committed fact waits in the outbox any more. */
export async function relayed(adminUrl: string): Promise<void> {
  await until("the relay to empty the outbox", async () => {
    const [row] = await look(adminUrl, "select not exists (select from plinth.outbox) as moved");
    return row?.moved === true;
  });
}

/** Resolves when whoever reads the feed has read it, and no job is left that could be done now. Where jobs are done. */
export async function idle(adminUrl: string): Promise<void> {
  await until("everything to be done", async () => {
    const [row] = await look(
      adminUrl,
      `select not exists (select from plinth.outbox)
          and not exists (select from plinth.consumers c, plinth.feed_head h where h.name = 'main' and c.pos < h.pos)
          and not exists (select from plinth.jobs where state in ('ready', 'running')) as idle`,
    );
    return row?.idle === true;
  });
}
