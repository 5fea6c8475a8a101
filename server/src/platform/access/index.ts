/** Who is calling, for which organization, and what they may do there. */
export { type Actor, type ActorKind, type Context, actorText, createContext, withScope } from "./context.ts";
export { authorize, may, type Sentence } from "./authorize.ts";
export { definePermission, type Permission, permissions } from "./permissions.ts";
