/** What the operator's commands need of the modules, in one place. */
export { founders } from "#app";
export { createKey, getRecoverable, operatorContext, recoverUser } from "#modules/identity";
export {
  createOrganization,
  inviteAsOperator,
  type KnownOrganization,
  listOrganizations,
  programRoles,
  staffRoles,
  systemContext,
} from "#modules/organizations";
