/** The trail of a deed: one row per object, in the deed's own transaction. */
export { type AuditEntry, type Changes, changesBetween, noteChanges, takeChanges } from "./changes.ts";
