/** What the operator's commands need of the modules, in one place. */
export { founders } from "#app";
export { createKey, getRecoverable, operatorContext, recoverUser } from "#modules/identity";
export {
  createOrganization,
  findSystemContext,
  inviteAsOperator,
  type KnownOrganization,
  limitRequests,
  listOrganizations,
  resumeOrganization,
  suspendOrganization,
  systemContext,
} from "#modules/organizations";
