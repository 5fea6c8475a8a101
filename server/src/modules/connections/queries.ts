/** The SQL of connections. */
import type { Context } from "#platform/access";
import { type Database, type SystemTx, sql, type Tx } from "#platform/db";
import type { Connection } from "./connection.ts";

/** Where a question can be asked: in a transaction, or under a context with nothing held. */
export type Asking = Pick<Tx, "context" | "query">;

/** For `prepare`, which holds no connection of the database. */
export function asking(read: Database["read"], context: Context): Asking {
  return { context, query: (statement) => read(context, statement) };
}

type Row = Omit<Connection, "configuration"> & { configuration: string; version: number };

export type LockedConnection = Connection & {
  version: number;
  // moments as they read in JSON, to the microsecond
  retireAt: string | null;
  credentialsSetAt: string;
  pausedAt: string | null;
  pausedBy: string | null;
  pausedBecause: string | null;
  testedAt: string | null;
  testPassed: boolean | null;
  testResult: string | null;
};

/** Undefined when there is none. Connections are hidden from who sees some customers only. */
export async function findConnection(
  tx: Asking,
  id: string,
): Promise<(Connection & { version: number }) | undefined> {
  const [row] = await tx.query<Row>(sql`
    select id, connector, name, status, configuration, allows, owner_user_id as "ownerUserId",
           credentials_sealed as "credentialsSealed", version
      from connections
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
  return row === undefined ? undefined : parsed(row);
}

/** Of a webhook, before anybody is known: whose the connection is that its address names. */
export async function findConnectionOfWebhook(
  lookUp: Database["lookUp"],
  connector: string,
  id: string,
): Promise<(Pick<Connection, "id" | "credentialsSealed"> & { organizationId: string }) | undefined> {
  // scope: it is found out here
  const [row] = await lookUp<{ id: string; organizationId: string; credentialsSealed: string }>(sql`
    select id, organization_id as "organizationId", credentials_sealed as "credentialsSealed"
      from connections
     where id = ${id} and connector = ${connector}`);
  return row;
}

/**
 * The connections of a connector, the oldest first: where none is named the first active one is meant.
 * @param which `all`: paused ones too, for what is to wait until they are resumed
 */
export async function listConnections(
  tx: Asking,
  connector: string,
  which: "active" | "all" = "active",
): Promise<Connection[]> {
  const rows = await tx.query<Row>(sql`
    select id, connector, name, status, configuration, allows, owner_user_id as "ownerUserId",
           credentials_sealed as "credentialsSealed", version
      from connections
     where organization_id = ${tx.context.organizationId} and connector = ${connector}
       and (${which} = 'all' or status = 'active')
     order by created_at, id`);
  return rows.map(parsed);
}

/** Of these organizations, those that are connected to any of these kinds of systems: paused connections count. */
export async function findConnected(
  tx: Pick<SystemTx, "query">,
  connectors: readonly string[],
  organizationIds: readonly string[],
): Promise<Set<string>> {
  const rows = await tx.query<{ organizationId: string }>(sql`
    select distinct organization_id as "organizationId"
      from connections
     where organization_id = any (${organizationIds}::uuid[]) and connector = any (${connectors}::text[])`);
  return new Set(rows.map(({ organizationId }) => organizationId));
}

export async function lockConnection(tx: Tx, id: string): Promise<LockedConnection | undefined> {
  const [row] = await tx.query<Omit<LockedConnection, "configuration"> & { configuration: string }>(sql`
    select id, connector, name, status, configuration, allows, owner_user_id as "ownerUserId",
           credentials_sealed as "credentialsSealed", version,
           replace((retire_at at time zone 'UTC')::text, ' ', 'T') || 'Z' as "retireAt",
           replace((credentials_set_at at time zone 'UTC')::text, ' ', 'T') || 'Z' as "credentialsSetAt",
           replace((paused_at at time zone 'UTC')::text, ' ', 'T') || 'Z' as "pausedAt",
           paused_by as "pausedBy", paused_because as "pausedBecause",
           plinth.json_moment(tested_at) as "testedAt", test_passed as "testPassed", test_result as "testResult"
      from connections
     where organization_id = ${tx.context.organizationId} and id = ${id}
       for update`);
  return row === undefined ? undefined : parsed(row);
}

// what was written was checked against the connector's schema, an object
function parsed<Read extends { configuration: string }>(row: Read) {
  return { ...row, configuration: JSON.parse(row.configuration) as Record<string, unknown> };
}

export type Written = Pick<Connection, "name" | "configuration" | "allows" | "ownerUserId">;

export async function insertConnection(
  tx: Tx,
  {
    id,
    connector,
    name,
    configuration,
    allows,
    ownerUserId,
    credentialsSealed,
  }: Written & Pick<Connection, "id" | "connector" | "credentialsSealed">,
): Promise<void> {
  await tx.query(sql`
    insert into connections (organization_id, id, connector, name, configuration, allows, owner_user_id, credentials_sealed)
    values (${tx.context.organizationId}, ${id}, ${connector}, ${name}, ${JSON.stringify(configuration)},
            ${allows}::text[], ${ownerUserId}, ${credentialsSealed})`);
}

export async function writeConnection(
  tx: Tx,
  id: string,
  { name, configuration, allows, ownerUserId }: Written,
): Promise<void> {
  await tx.query(sql`
    update connections
       set name = ${name}, configuration = ${JSON.stringify(configuration)}, allows = ${allows}::text[],
           owner_user_id = ${ownerUserId}, version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

export async function writeCredentials(
  tx: Tx,
  id: string,
  credentialsSealed: string,
  retireAt: Date | null,
): Promise<void> {
  await tx.query(sql`
    update connections
       set credentials_sealed = ${credentialsSealed}, credentials_set_at = plinth.now(), retire_at = ${retireAt},
           version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

export async function writePaused(tx: Tx, id: string, because: string | null): Promise<void> {
  await tx.query(sql`
    update connections
       set status = 'paused', paused_at = plinth.now(), paused_by = plinth.actor(), paused_because = ${because},
           version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

export async function writeResumed(tx: Tx, id: string): Promise<void> {
  await tx.query(sql`
    update connections
       set status = 'active', paused_at = null, paused_by = null, paused_because = null,
           version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}`);
}

/** Undefined when there is none. It is no change of the connection that somebody would have to read again. */
export type Tested = Pick<LockedConnection, "testedAt" | "testPassed" | "testResult"> & {
  version: number;
  connector: string;
};

/** @returns what was known before, and the version now; undefined where there is none */
export async function writeTested(
  tx: Tx,
  id: string,
  passed: boolean,
  result: string,
): Promise<Tested | undefined> {
  const [row] = await tx.query<Tested>(sql`
    update connections
       set tested_at = plinth.now(), test_passed = ${passed}, test_result = ${result},
           version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId} and id = ${id}
    returning version, connector, plinth.json_moment(old.tested_at) as "testedAt", old.test_passed as "testPassed",
              old.test_result as "testResult"`);
  return row;
}

export async function deleteConnection(tx: Tx, id: string): Promise<void> {
  await tx.query(sql`
    delete from connections where organization_id = ${tx.context.organizationId} and id = ${id}`);
}
