/**
 * Deeds after which what is remembered of callers is no longer right. The process that did one looks again before it
 * answers: who reads "200" finds that it holds. The others look within a second.
 */
import type { PersonTx, Tx } from "#platform/db";

type Deed = object;
const forgetting = new WeakSet<Deed>();

/** Said beside what is written for the other processes. */
export function forgetAtCommit(tx: Pick<Tx, "later"> | Pick<PersonTx, "later">): void {
  forgetting.add(tx);
}

/** Whether the deed said so. */
export function forgetsCallers(tx: Deed): boolean {
  return forgetting.has(tx);
}
