/** What is known of tenants beside their data: asked at sign-in, together with the credential. */
import type { Tenant } from "#platform/access";
import type { Services } from "#platform/action";
import { sql } from "#platform/db";

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

function tenantOf({ suspended_at, suspended_because, requests_per_minute, chosen }: Row): Tenant {
  return {
    suspended:
      suspended_at === null
        ? null
        : { since: suspended_at, because: suspended_because ?? "The operator gave no reason." },
    settings: new Map(Object.entries(JSON.parse(chosen ?? "{}") as Record<string, unknown>)),
    requestsPerMinute: requests_per_minute,
  };
}
