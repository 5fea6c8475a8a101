/** What needs a person: raised where something stands still, settled where it moves on. Its noun is a module's. */

export { inboxItemRaised, inboxItemSettled } from "./events.ts";
export { forgetSettled } from "./forget.ts";
export { defineInboxKind, type InboxKind, inboxKinds } from "./kind.ts";
export { listOpen, type OpenIncident } from "./open.ts";
export { type Incident, type Resolving, raise, settle } from "./raise.ts";
export { lockUntold, markTold, type Untold } from "./tell.ts";
