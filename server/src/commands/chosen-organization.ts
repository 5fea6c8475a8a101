/** Which organization a command means: the one that is named, or the only one there is. */
import type { App } from "#app";
import { Complaint } from "./complaint.ts";
import { type KnownOrganization, listOrganizations } from "./tenants.ts";

/** @throws a complaint that lists those there are */
export async function chosenOrganization(app: App, id: string | undefined): Promise<KnownOrganization> {
  const all = await listOrganizations(app.database);
  const [only, ...more] = all;
  if (only === undefined) {
    throw new Complaint(
      'There is no organization yet:\n\n  npm run plinth -- organization create --name "Your company"',
    );
  }
  const found = id === undefined && more.length === 0 ? only : all.find((one) => one.id === id);
  if (found !== undefined) return found;
  const wrong =
    id === undefined ? "Say which organization with --organization <id>." : `There is no organization ${id}.`;
  throw new Complaint(`${wrong} There are:\n\n${all.map((one) => `  ${one.id}  ${one.name}`).join("\n")}`);
}

/**
 * The one that an argument names, by its id or its name.
 * @throws a complaint that lists those there are, also where several have the name
 */
export async function namedOrganization(
  { database }: Pick<App, "database">,
  wanted: string,
): Promise<KnownOrganization> {
  const all = await listOrganizations(database);
  const named = all.filter(({ id, name }) => id === wanted.toLowerCase() || name === wanted);
  const [found, ...more] = named;
  if (found !== undefined && more.length === 0) return found;
  const wrong =
    found === undefined
      ? `There is no organization "${wanted}".`
      : `${named.length} organizations are called "${wanted}": name the one by its id.`;
  const listed = (found === undefined ? all : named).map(({ id, name }) => `  ${id}  ${name}`);
  throw new Complaint(listed.length === 0 ? wrong : `${wrong} There are:\n\n${listed.join("\n")}`);
}
