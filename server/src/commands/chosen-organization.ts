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
