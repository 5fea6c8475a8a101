/** Making a key, for the verb and for the operator's commands. */
import { changesBetween, noteChanges } from "#platform/audit";
import type { Tx } from "#platform/db";
import { uuidv7 } from "#platform/uuid";
import { currentApiVersion, hashKey, newKey, prefixOf } from "../key.ts";
import { insertKey } from "../queries.ts";

export type WantedKey = {
  name: string;
  role: string;
  scopes: string[] | null;
  /** The only customers that the key sees; null or absent is all of them. */
  customerScope?: string[] | null;
  /** The only addresses that it may be used from, as CIDR ranges; null or absent is anywhere. */
  allowedRanges?: string[] | null;
  /** Whose key it is; neither is the organization's own. */
  serviceAccountId?: string | null;
  userId?: string | null;
  expiresAt: string | null;
  secret?: string;
};

/** @returns the key's id and the secret itself, which is kept nowhere. */
export async function createKey(tx: Tx, wanted: WantedKey): Promise<{ id: string; secret: string }> {
  const { name, role, scopes, expiresAt, secret = newKey() } = wanted;
  const id = uuidv7();
  await insertKey(tx, {
    id,
    name,
    prefix: prefixOf(secret),
    hash: hashKey(secret),
    role,
    scopes,
    customerScope: wanted.customerScope ?? null,
    allowedRanges: wanted.allowedRanges ?? null,
    serviceAccountId: wanted.serviceAccountId ?? null,
    userId: wanted.userId ?? null,
    apiVersion: currentApiVersion,
    expiresAt,
  });
  noteChanges(tx, id, changesBetween({}, asRead(wanted), new Set()));
  return { id, secret };
}

function asRead(wanted: WantedKey): Record<string, unknown> {
  return {
    name: wanted.name,
    role: wanted.role,
    scopes: wanted.scopes,
    customer_scope: wanted.customerScope,
    allowed_ranges: wanted.allowedRanges,
    service_account_id: wanted.serviceAccountId,
    user_id: wanted.userId,
    expires_at: wanted.expiresAt,
  };
}
