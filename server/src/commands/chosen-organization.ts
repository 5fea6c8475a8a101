/** Which organization a command means: the one that is named, or the only one there is. */
import type { App } from "#app";
import { Complaint } from "./complaint.ts";
import type { KnownOrganization } from "./tenants.ts";

type Asked = Pick<App, "database">;

/** The option of every command that acts for one organization. */
export const organizationOption = [
  "--organization <id or name>",
  "for which one; may be left out while there is only one organization",
] as const;

/**
 * @param wanted its id or its name; absent is the only one there is
 * @throws a complaint that lists those there are
 */
export async function chosenOrganization(
  { database }: Asked,
  wanted: string | undefined,
): Promise<KnownOrganization> {
  const all = await listed(database);
  const [only, ...more] = all;
  if (only === undefined) {
    throw new Complaint(
      'There is no organization yet:\n\n  npm run plinth -- organization create --name "Your company"',
    );
  }
  if (wanted !== undefined) return named(all, wanted);
  if (more.length === 0) return only;
  throw new Complaint(`Say which organization with --organization <id or name>. ${listOf(all)}`);
}

/**
 * The one that an argument names, by its id or its name.
 * @throws a complaint that lists those there are, also where several have the name
 */
export async function namedOrganization({ database }: Asked, wanted: string): Promise<KnownOrganization> {
  return named(await listed(database), wanted);
}

async function listed(database: Asked["database"]): Promise<KnownOrganization[]> {
  const { listOrganizations } = await import("./tenants.ts");
  return await listOrganizations(database);
}

function named(all: KnownOrganization[], wanted: string): KnownOrganization {
  const meant = all.filter(({ id, name }) => id === wanted.toLowerCase() || name === wanted);
  const [found, ...more] = meant;
  if (found === undefined) throw new Complaint(`There is no organization "${wanted}". ${listOf(all)}`.trim());
  if (more.length === 0) return found;
  throw new Complaint(
    `${meant.length} organizations are called "${wanted}": name the one by its id. ${listOf(meant)}`,
  );
}

function listOf(organizations: KnownOrganization[]): string {
  if (organizations.length === 0) return "";
  return `There are:\n\n${organizations.map(({ id, name }) => `  ${id}  ${name}`).join("\n")}`;
}
