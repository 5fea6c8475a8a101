/** Who is calling, for which organization, and what they may do there. */

export { authorize, may, type Sentence } from "./authorize.ts";
export {
  type Actor,
  type ActorKind,
  type AnyContext,
  actorText,
  type Context,
  createContext,
  createPersonContext,
  createPublicContext,
  type Device,
  mayBeAnybody,
  nobodysScope,
  type Person,
  type PersonContext,
  type PublicContext,
  personOf,
  plainTenant,
  somebodyUnknown,
  type Tenant,
} from "./context.ts";
export { asTold, decidedBy, grantsOf, isDenial, mayExplain, type RolesHolding } from "./denial.ts";
export { freshForMs, requireFreshProof, stepUpRequired } from "./fresh-proof.ts";
export { idsDigest, isSameScope } from "./ids-digest.ts";
export {
  declarePersonal,
  definePermission,
  isPersonal,
  type Permission,
  permissionNames,
  permissionSet,
  permissions,
  requirePermissions,
} from "./permissions.ts";
export { beyondScope, seesAll, wholeOrganization } from "./whole-organization.ts";
