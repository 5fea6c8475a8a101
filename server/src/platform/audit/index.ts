/** The trail of a deed: one row per object, in the deed's own transaction. */
export { type Change, type Changes, changesBetween, noteChanges, notedOf, personal } from "./changes.ts";
export { type AuditEntry, type Deed, entryFor, entryOfDeed, noteDeed, takeFurther } from "./entry.ts";
export { digestOf, maskedChanges } from "./personal-values.ts";
export { provenUnder } from "./prove-entries.ts";
export { auditKeyPlace } from "./sealing-key.ts";
export { type Sealing, startSealing } from "./start-sealing.ts";
export type { Anchor } from "./verify-chain.ts";
export type { Finding, Verdict } from "./verify-finding.ts";
export { type VerifyOptions, verifyOn, verifyTrail } from "./verify-trail.ts";
export { whoDid } from "./who-did.ts";
