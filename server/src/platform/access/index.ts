/** Who is calling, for which organization, and what they may do there. */

export { authorize, may, type Sentence } from "./authorize.ts";
export { type Actor, type ActorKind, actorText, type Context, createContext } from "./context.ts";
export { definePermission, type Permission, permissions, requirePermissions } from "./permissions.ts";
