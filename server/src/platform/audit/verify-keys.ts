/** The keys that the seals are compared with; what is no key of the trail has no say, and is told of. */
import type { Client } from "pg";
import { type KeyRing, MissingSecret } from "#platform/secrets";
import { type KeyRow, keysInOrder, openKey } from "./sealing-key.ts";
import { type Finding, findingOf } from "./verify-finding.ts";

/** The newest first. */
export type Keys = { keys: Buffer[]; findings: Finding[] };

/**
 * @throws when there are keys and none opens: without any nothing can be said. The cause is a `MissingSecret` where a
 *   secret is missing from the ring
 */
export async function openKeys(client: Client, keyRing: KeyRing): Promise<Keys> {
  const { rows } = await client.query<KeyRow>(keysInOrder);
  const keys: Buffer[] = [];
  const closed: { id: string; cause: unknown }[] = [];
  for (const row of rows)
    try {
      keys.push(openKey(keyRing, row));
    } catch (cause) {
      closed.push({ id: row.id, cause });
    }
  const worst = closed.find(({ cause }) => cause instanceof MissingSecret) ?? closed[0];
  if (keys.length === 0 && worst !== undefined)
    throw new Error(`The key ${worst.id} of the trail cannot be opened.`, { cause: worst.cause });
  return { keys, findings: closed.map(({ id, cause }) => told(id, cause)) };
}

function told(id: string, cause: unknown): Finding {
  return findingOf(
    "key_altered",
    null,
    cause instanceof MissingSecret
      ? `The key ${id} is kept under a secret that is not in PLINTH_SECRET, as the others are: somebody put it in or altered it, or that secret must come back. What it sealed looks altered until then.`
      : `The key ${id} is none that was kept under PLINTH_SECRET: somebody put it in or altered it. It has no say.`,
  );
}
