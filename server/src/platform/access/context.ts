import type { Clock } from "#platform/clock";
import { systemClock } from "#platform/clock";

export type ActorKind = "api_key" | "member" | "buyer" | "service_account" | "system";

export type Actor = { kind: ActorKind; id: string; name: string };

/** Everything that a deed must know about its caller. Made by a door, never by a module. */
export type Context = {
  organizationId: string;
  actor: Actor;
  permissions: ReadonlySet<string>;
  /** The customers that the actor may see; `all` for staff without a limit. Never empty. */
  scope: "all" | readonly string[];
  requestId: string;
  /** `rest`, `cli`, `import` …: written to the audit trail. */
  door: string;
  address: string | null;
  apiVersion: string;
  /** When the credential ends; null is never. Nobody makes one that outlives their own. */
  expiresAt: Date | null;
  /** The moment of the request: rules ask this, not the machine. */
  now: Date;
  clock: Clock;
  /** What this request asked of the database, for its log line. */
  sql: { count: number; ms: number };
};

type Given = Pick<Context, "organizationId" | "actor" | "permissions" | "scope" | "requestId" | "door"> &
  Partial<Context>;

/** @throws when the scope is an empty list: "nothing" must never read as "everything". */
export function createContext(given: Given): Context {
  const clock = given.clock ?? systemClock;
  const context: Context = {
    address: null,
    apiVersion: "",
    expiresAt: null,
    now: clock.now(),
    clock,
    sql: { count: 0, ms: 0 },
    ...given,
  };
  if (context.scope !== "all" && context.scope.length === 0)
    throw new Error("the scope of a context may not be empty");
  return context;
}

/** `api_key:0198…`: how an actor is written in audit rows, events and the database's context. */
export function actorText(actor: Actor): string {
  return `${actor.kind}:${actor.id}`;
}
