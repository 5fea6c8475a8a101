/** Founding a tenant: what a person does by their verb, and the operator from the command line or at first start. */
import { type Context, createContext, permissionNames, plainTenant, type Tenant } from "#platform/access";
import { leaveTrail } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { type Database, sql, type Tx } from "#platform/db";
import { uuidv7 } from "#platform/uuid";
import { organizationCreated } from "../events.ts";
import { insertFixedRoles } from "../role.queries.ts";
import { findTenants } from "../tenant.queries.ts";

export type NewOrganization = { name: string; country?: string; currency?: string; demo?: boolean };

/** What a module puts into a new organization: its first warehouse, the tax rates. */
export type Founder = (context: Context, tx: Tx) => Promise<void>;

/**
 * The system acting inside one organization: founding, imports and commands of the operator.
 * @param tenant what the organization has chosen; absent where there is none yet, or nothing goes by it
 */
export function systemContext(organizationId: string, door: string, tenant: Tenant = plainTenant): Context {
  return createContext({
    organizationId,
    actor: { kind: "system", id: organizationId, name: "Plinth" },
    scope: "all",
    permissions: permissionNames(),
    requestId: uuidv7(),
    door,
    tenant,
  });
}

/** Makes the tenant that the transaction acts for, with everything that it needs to begin. */
export async function foundOrganization(tx: Tx, founders: Founder[], wanted: NewOrganization): Promise<void> {
  const { context } = tx;
  const { name, country = "DE", currency = "EUR", demo = false } = wanted;
  await tx.query(sql`
    insert into organizations (id, name, country, currency, demo)
    values (${context.organizationId}, ${name}, ${country}, ${currency}, ${demo})`);
  noteChanges(tx, context.organizationId, {
    name: { after: name },
    country: { after: country },
    currency: { after: currency },
    demo: { after: demo },
  });
  await insertFixedRoles(tx);
  for (const found of founders) await found(context, tx);
}

/**
 * Makes a tenant without people, in one transaction.
 * @returns its id
 */
export async function createOrganization(
  database: Database,
  founders: Founder[],
  wanted: NewOrganization,
): Promise<string> {
  const id = uuidv7();
  const context = systemContext(id, "cli");
  await database.transaction(context, async (tx) => {
    await foundOrganization(tx, founders, wanted);
    organizationCreated.emit(tx, context, { id, version: 1 }, {});
    leaveTrail(tx, [{ action: "organizations.create", subject: { type: "organization", id, version: 1 } }]);
  });
  return id;
}

/** The same with what the organization has chosen, and what was decided about it: what the operator does later. */
export async function findSystemContext(
  { lookUp }: Pick<Database, "lookUp">,
  organizationId: string,
  door: string,
): Promise<Context> {
  const tenant = (await findTenants(lookUp, [organizationId])).get(organizationId);
  return systemContext(organizationId, door, tenant);
}

export type KnownOrganization = { id: string; name: string; demo: boolean };

/** With what its operator has decided about it. */
type ListedOrganization = KnownOrganization & {
  /** Null while it works. */
  suspended_at: string | null;
  suspended_because: string | null;
  /** Null: what everybody may send. */
  requests_per_minute: number | null;
};

/** Every tenant of the installation, oldest first. For the operator's commands only. */
export function listOrganizations(database: Database): Promise<ListedOrganization[]> {
  return database.system<ListedOrganization>(sql`
    select id, name, demo, replace((suspended_at at time zone 'UTC')::text, ' ', 'T') || 'Z' as suspended_at,
           suspended_because, requests_per_minute
      from organizations
     order by id`);
}
