/** What the operator's commands need of the modules, in one place. */
export { founders } from "#app";
export { createKey } from "#modules/identity";
export {
  createOrganization,
  type KnownOrganization,
  listOrganizations,
  roles,
  systemContext,
} from "#modules/organizations";
