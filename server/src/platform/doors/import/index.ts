/** The door of files: CSV through a mapping into the same verbs as at every other door. */
export { ImportComplaint } from "./complaint.ts";
export type { Finding } from "./ledger.ts";
export { mappingSchema } from "./mapping.ts";
export { type Asked, type Prepared, prepareImport } from "./prepare.ts";
export { type Means, runImport, type Wishes } from "./run-import.ts";
export { type Summary, summarize } from "./summary.ts";
