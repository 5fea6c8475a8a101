/** What is known of tenants beside their data: asked at sign-in, together with the credential. */
import type { Tenant } from "#platform/access";
import type { Services } from "#platform/action";
import { sql, type Tx } from "#platform/db";
import { readChosen } from "#platform/settings";

type Row = {
  id: string;
  suspended_at: Date | null;
  suspended_because: string | null;
  requests_per_minute: number | null;
  chosen: string | null;
};

/**
 * What each of these organizations has chosen, and what the operator has decided about it, in one statement.
 * @returns by the organization's id; one that does not exist is absent
 */
export async function findTenants(
  lookUp: Services["lookUp"],
  organizationIds: readonly string[],
): Promise<Map<string, Tenant>> {
  if (organizationIds.length === 0) return new Map();
  const rows = await lookUp<Row>(sql`
    select o.id, o.suspended_at, o.suspended_because, o.requests_per_minute, s.chosen
      from organizations o
      left join settings s on s.organization_id = o.id
     where o.id = any(${organizationIds}::uuid[])`);
  return new Map(rows.map((row) => [row.id, tenantOf(row)]));
}

const unexplained = "The operator gave no reason.";

function tenantOf({ suspended_at, suspended_because, requests_per_minute, chosen }: Row): Tenant {
  return {
    suspended:
      suspended_at === null ? null : { since: suspended_at, because: suspended_because ?? unexplained },
    settings: readChosen(chosen),
    requestsPerMinute: requests_per_minute,
  };
}

/** What the operator has decided about an organization. */
export type Decided = {
  version: number;
  suspended_at: string | null;
  suspended_because: string | null;
  requests_per_minute: number | null;
};

/** Locks the organization that the transaction acts for. */
export async function lockDecided(tx: Tx): Promise<Decided> {
  const [row] = await tx.query<Decided>(sql`
    select version, replace((suspended_at at time zone 'UTC')::text, ' ', 'T') || 'Z' as suspended_at,
           suspended_because, requests_per_minute
      from organizations
     where id = ${tx.context.organizationId}
       for no key update`);
  if (row === undefined) throw new Error("there is no such organization");
  return row;
}

/** Writes what was decided, as a new version. `suspended_at` stays what it was where it was something. */
export async function writeDecided(
  tx: Tx,
  {
    suspended,
    suspended_because,
    requests_per_minute,
  }: Omit<Decided, "version" | "suspended_at"> & { suspended: boolean },
): Promise<void> {
  await tx.query(sql`
    update organizations
       set suspended_at = case when ${suspended} then coalesce(suspended_at, plinth.now()) end,
           suspended_because = ${suspended_because},
           requests_per_minute = ${requests_per_minute},
           version = version + 1, updated_at = plinth.now()
     where id = ${tx.context.organizationId}`);
}
