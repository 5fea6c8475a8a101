/** The SQL of conflicts. */
import type { Asking } from "#modules/connections";
import { sql, type Tx } from "#platform/db";
import { firstUuidOf } from "#platform/uuid";
import type { Fields, Reference, Side, TheirObject } from "./contract.ts";

export type Decision = { conflictId: string; take: Side; externalVersion: string | null };

/** What a person decided about this object and nobody has carried out yet. */
export async function findDecision(asked: Asking, linkId: string): Promise<Decision | undefined> {
  const [row] = await asked.query<Decision>(sql`
    select id as "conflictId", take, external_version as "externalVersion"
      from sync_conflicts
     where organization_id = ${asked.context.organizationId} and link_id = ${linkId} and state = 'decided'`);
  return row;
}

export type Both = {
  ours: Fields;
  ourVersion: number;
  theirs: TheirObject | undefined;
  oursChanged: string[];
  theirsChanged: string[];
};

/** Opens it, or says anew what both sides look like now: what was decided about another version is decided again. */
export async function writeConflict(
  tx: Tx,
  linkId: string,
  connectionId: string,
  { kind, id }: Reference,
  { ours, ourVersion, theirs, oursChanged, theirsChanged }: Both,
): Promise<{ conflictId: string; version: number }> {
  const [row] = await tx.query<{ conflictId: string; version: number }>(sql`
    insert into sync_conflicts as c (organization_id, link_id, connection_id, kind, object_id, ours, theirs, ours_changed,
                                     theirs_changed, our_version, external_version)
    values (${tx.context.organizationId}, ${linkId}, ${connectionId}, ${kind}, ${id}, ${JSON.stringify(ours)},
            ${theirs === undefined ? null : JSON.stringify(theirs.fields)}, ${oursChanged}::text[],
            ${theirsChanged}::text[], ${ourVersion}, ${theirs?.version ?? null})
    on conflict (organization_id, link_id) where state <> 'resolved' do update
       set state = 'open', take = null, decided_at = null, decided_by = null, ours = excluded.ours, theirs = excluded.theirs,
           ours_changed = excluded.ours_changed, theirs_changed = excluded.theirs_changed,
           our_version = excluded.our_version, external_version = excluded.external_version,
           version = c.version + 1, updated_at = plinth.now()
    returning id as "conflictId", version`);
  if (row === undefined) throw new Error("a conflict was neither opened nor changed");
  return row;
}

/** The two are in step again. @returns what was open, if anything was */
export async function closeConflict(
  tx: Tx,
  linkId: string,
): Promise<{ conflictId: string; version: number } | undefined> {
  const [row] = await tx.query<{ conflictId: string; version: number }>(sql`
    update sync_conflicts
       set state = 'resolved', resolved_at = plinth.now(), version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and link_id = ${linkId} and state <> 'resolved'
    returning id as "conflictId", version`);
  return row;
}

export type LockedConflict = Reference & {
  connectionId: string;
  state: "open" | "decided" | "resolved";
  take: Side | null;
  version: number;
};

export async function lockConflict(tx: Tx, conflictId: string): Promise<LockedConflict | undefined> {
  const [row] = await tx.query<LockedConflict>(sql`
    select kind, object_id as id, connection_id as "connectionId", state, take, version
      from sync_conflicts
     where organization_id = ${tx.context.organizationId} and id = ${conflictId}
       for update`);
  return row;
}

export async function writeDecision(tx: Tx, conflictId: string, take: Side): Promise<void> {
  await tx.query(sql`
    update sync_conflicts
       set state = 'decided', take = ${take}, decided_at = plinth.now(), decided_by = plinth.actor(),
           version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${conflictId}`);
}

/** Those that were resolved before. @returns how many went; fewer than `most` when none are left */
export async function forgetResolved(tx: Tx, before: Date, most: number): Promise<number> {
  const { organizationId } = tx.context;
  const gone = await tx.query(sql`
    delete from sync_conflicts
     where organization_id = ${organizationId}
       and id = any (array(select id from sync_conflicts
                            where organization_id = ${organizationId} and state = 'resolved'
                              and id < ${firstUuidOf(before)} and resolved_at < ${before}
                            order by id limit ${most}
                              for update skip locked))
    returning id`);
  return gone.length;
}
