/**
 * What the first start makes: the first organization, the demonstration's goods, the first key.
 *
 * The key comes last, once the port is open, because it is shown once and must not be lost to a busy port.
 * So an installation whose only organization has no key yet is one whose first start was interrupted: the
 * next start goes on where it ended. Instances that start together take turns.
 */
import type { App } from "#app";
import type { Config } from "#config";
import { leaveTrail } from "#platform/action";
import { sql } from "#platform/db";
import { uuidv7 } from "#platform/uuid";
import { seedDemonstration } from "./demonstration/seed.ts";
import {
  createKey,
  createOrganization,
  findSystemContext,
  founders,
  type KnownOrganization,
  listOrganizations,
  systemContext,
} from "./tenants.ts";

const demonstrationName = "Demo Handels GmbH (demonstration)";
const firstName = "First organization";

/**
 * Makes the first organization if there is none and one is wanted.
 * @returns the one that still waits for its first key
 */
export async function foundFirst(
  given: Pick<App, "database"> & { app(): Promise<App> },
  { demo, bootstrapKey }: Config,
  say: (line: string) => void,
): Promise<KnownOrganization | undefined> {
  if (!demo && bootstrapKey === undefined && (await listOrganizations(given.database)).length === 0)
    return undefined;
  return await oneAtATime(given, async () => {
    const [first, ...more] = await listOrganizations(given.database);
    if (more.length > 0 || (first !== undefined && (await hasKey(given, first.id)))) return undefined;
    const app = await given.app();
    if (first === undefined)
      say(demo ? "Making the demonstration company." : "Making the first organization.");
    const waiting = first ?? (await found(app, demo));
    if (waiting.demo) await seedDemonstration(app, await findSystemContext(app.database, waiting.id, "cli"));
    return waiting;
  });
}

/**
 * Makes the first key, in the wording of the operator if there is one.
 * @returns the key, or undefined when another instance has made it meanwhile
 */
export async function makeFirstKey(
  app: Pick<App, "database">,
  organization: KnownOrganization,
  given: string | undefined,
): Promise<string | undefined> {
  return await oneAtATime(app, async () => {
    if (await hasKey(app, organization.id)) return undefined;
    const wanted = { name: "First key", role: "owner" as const, scopes: null, expiresAt: null };
    return await app.database.transaction(systemContext(organization.id, "cli"), async (tx) => {
      const { id, secret } = await createKey(tx, given === undefined ? wanted : { ...wanted, secret: given });
      leaveTrail(tx, [{ action: "api_keys.create", subject: { type: "api_key", id, version: 1 } }]);
      return secret;
    });
  });
}

async function found(app: App, demo: boolean): Promise<KnownOrganization> {
  const name = demo ? demonstrationName : firstName;
  return { id: await createOrganization(app.database, founders, { name, demo }), name, demo };
}

/** A revoked key counts: it was made and shown. */
async function hasKey(app: Pick<App, "database">, organizationId: string): Promise<boolean> {
  const rows = await app.database.system(
    sql`select 1 from api_keys where organization_id = ${organizationId} limit 1`,
  );
  return rows.length > 0;
}

/** The lock belongs to a transaction of its own: a killed instance leaves none behind. */
async function oneAtATime<T>(app: Pick<App, "database">, deed: () => Promise<T>): Promise<T> {
  return await app.database.transaction(systemContext(uuidv7(), "cli"), async (tx) => {
    await tx.query(sql`select pg_advisory_xact_lock(hashtextextended('plinth founding', 0))`);
    return await deed();
  });
}
