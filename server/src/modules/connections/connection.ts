/** A connection as the deeds of other modules know it, and its credentials. Pure but for the key ring. */
import type { KeyRing } from "#platform/secrets";

export const connectionStates = ["active", "paused"] as const;

export type Connection = {
  id: string;
  connector: string;
  name: string;
  status: (typeof connectionStates)[number];
  /** As the connector's schema admits it. */
  configuration: Record<string, unknown>;
  /** Which kinds of data may leave through it. */
  allows: string[];
  /** Who is told; null is the organization's owners. */
  ownerUserId: string | null;
  credentialsSealed: string;
};

export const sealedFor = "connection credentials";

type Secrets = Record<string, unknown>;

/** As they are sealed: those in use, and those that were replaced and are still good until a moment. */
type Kept = { current: Secrets; retiring: { credentials: Secrets; until: string }[] };

export type Credentials = {
  /** What to call with. */
  current: Secrets;
  /** What the other side may still sign with: accepted until they retire, never called with. */
  retiring: Secrets[];
};

/** Opens what is good at this moment. @throws when PLINTH_SECRET no longer holds what sealed it */
export function credentialsOf(
  keyRing: Pick<KeyRing, "open">,
  { credentialsSealed }: Pick<Connection, "credentialsSealed">,
  now: Date,
): Credentials {
  const { current, retiring } = opened(keyRing, credentialsSealed);
  const good = retiring.filter(({ until }) => new Date(until) > now);
  return { current, retiring: good.map(({ credentials }) => credentials) };
}

export function sealNew(keyRing: Pick<KeyRing, "seal">, credentials: Secrets): string {
  return sealed(keyRing, { current: credentials, retiring: [] });
}

/**
 * Replaces the credentials by these; those before stay good until `retireAt`, and of the ones before them those that
 * still are.
 */
export function sealRotated(
  keyRing: Pick<KeyRing, "seal" | "open">,
  before: string,
  credentials: Secrets,
  retireAt: Date | null,
  now: Date,
): string {
  const { current, retiring } = opened(keyRing, before);
  const good = retiring.filter(({ until }) => new Date(until) > now);
  const leaving = retireAt === null ? [] : [{ credentials: current, until: retireAt.toISOString() }];
  return sealed(keyRing, {
    current: credentials,
    // nobody needs to know an older one while two are being replaced
    retiring: [...leaving, ...(retireAt === null ? [] : good)].slice(0, mostRetiring),
  });
}

/** The ones in use alone, for completing what a rotation leaves out. */
export function currentOf(keyRing: Pick<KeyRing, "open">, credentialsSealed: string): Secrets {
  return opened(keyRing, credentialsSealed).current;
}

const mostRetiring = 3;

const sealed = (keyRing: Pick<KeyRing, "seal">, kept: Kept) => keyRing.seal(sealedFor, JSON.stringify(kept));

// sealed by the functions above and by nothing else
const opened = (keyRing: Pick<KeyRing, "open">, text: string) =>
  JSON.parse(keyRing.open(sealedFor, text)) as Kept;
