/** The database: connections, context, transactions, migrations. Nothing else sets a context or commits. */
export { createDatabase, type Database } from "./database.ts";
export {
  type DatabaseFault,
  isConnectionLoss,
  isDatabaseFault,
  isExhaustion,
  isForeignKeyFault,
  isRetryable,
  isTimeout,
  uniqueColumns,
} from "./faults.ts";
export { type DatabaseLines, type Line, readsAtOnce } from "./line.ts";
export { type Look, lookThrough } from "./look.ts";
export { migrate, pendingMigrations } from "./migrate.ts";
export { ensureRoles, refusePrivilegedRole } from "./roles.ts";
export { Statement, sql, trusted } from "./sql.ts";
export type { SystemTx } from "./system-transaction.ts";
export { OutcomeUnknown, type PersonTx, type Tx, type TxOf } from "./transaction.ts";
