import type { Clock } from "#platform/clock";
import { systemClock } from "#platform/clock";

export type ActorKind = "api_key" | "member" | "buyer" | "service_account" | "system" | "user" | "public";

export type Actor = { kind: ActorKind; id: string; name: string };

/** The human behind a request, where there is one, and what they have proven. */
export type Person = {
  userId: string;
  email: string;
  name: string;
  /** BCP 47. */
  locale: string;
  sessionId: string;
  /** When they last proved who they are: sensitive verbs ask for a fresh proof. */
  authenticatedAt: Date;
  /** How: `password`, `totp`, `recovery_code`, `passkey`, or a provider's name. */
  methods: readonly string[];
};

/** What the caller's program says of itself. */
export type Device = {
  userAgent: string | null;
  cookie(name: string): string | undefined;
};

type Common = {
  actor: Actor;
  permissions: ReadonlySet<string>;
  requestId: string;
  /** `rest`, `cli`, `import` …: written to the audit trail. */
  door: string;
  address: string | null;
  device: Device;
  apiVersion: string;
  /** When the credential ends; null is never. Nobody makes one that outlives their own. */
  expiresAt: Date | null;
  /** The only addresses that the credential is good from, as CIDR ranges; null is anywhere. Nobody makes a wider one. */
  allowedRanges: readonly string[] | null;
  /** The moment of the request: rules ask this, not the machine. */
  now: Date;
  clock: Clock;
  /** What this request asked of the database, for its log line. */
  sql: { count: number; ms: number };
};

/** Everything that a deed for an organization must know about its caller. Made by a door, never by a module. */
export type Context = Common & {
  organizationId: string;
  /** The customers that the actor may see; `all` for staff without a limit. Never empty: `nobodysScope` is none. */
  scope: "all" | readonly string[];
  /** Present when a human acts, with a session of their own. */
  person?: Person;
  /** The human who answers for it: the member, or whose API key it is. Null for programs of the organization. */
  responsibleUserId: string | null;
  /**
   * The users who hold the credential: whose session or key it is, and who has seen the secret of a program's key.
   * What one human may not do twice follows them by it. Empty, or with `somebodyUnknown` among them, nobody can say who
   * acts: see `mayBeAnybody`.
   */
  people: readonly string[];
  tenant: Tenant;
};

/** What is known of an organization beside its data: found together with the credential, and remembered with it. */
export type Tenant = {
  /** Null while it works. The operator's sentence, for everybody who is refused by it. */
  suspended: { since: Date; because: string } | null;
  /** What it has chosen, by the setting's name; the others are what they are by themselves. */
  settings: ReadonlyMap<string, unknown>;
  /** How many requests it may send; null is what the installation gives everybody. */
  requestsPerMinute: number | null;
};

/** An organization that has chosen nothing and of which nothing was decided, such as one that is being founded. */
export const plainTenant: Tenant = { suspended: null, settings: new Map(), requestsPerMinute: null };

/** A human who acts for themselves: their profile, their sessions, the organizations they join. */
export type PersonContext = Common & { organizationId: null; person: Person };

/** Nobody is known yet: registering, logging in, recovering. */
export type PublicContext = Common & { organizationId: null; person?: undefined };

export type AnyContext = Context | PersonContext | PublicContext;

type Given = Pick<Context, "organizationId" | "actor" | "permissions" | "scope" | "requestId" | "door"> &
  Partial<Context>;

const noDevice: Device = { userAgent: null, cookie: () => undefined };
const nothing: ReadonlySet<string> = new Set();
const nil = "00000000-0000-0000-0000-000000000000";

/** Of whoever may see no customer: no object has this id. An empty list could be read as "everything". */
export const nobodysScope: readonly string[] = [nil];

/** Among the people of a credential: a secret of it that is still good was shown to a caller of whom nobody is known. */
export const somebodyUnknown = nil;

/** Whose credential may be in anybody's hands. The operator, who can do anything, acts as the system. */
export function mayBeAnybody({ actor, people }: Pick<Context, "actor" | "people">): boolean {
  return actor.kind !== "system" && (people.length === 0 || people.includes(somebodyUnknown));
}

/** @throws when the scope is an empty list: "nothing" must never read as "everything". */
export function createContext(given: Given): Context {
  const responsibleUserId = given.responsibleUserId ?? given.person?.userId ?? null;
  const context: Context = {
    ...common(given.clock),
    people: responsibleUserId === null ? [] : [responsibleUserId],
    tenant: plainTenant,
    ...given,
    responsibleUserId,
  };
  if (context.scope !== "all" && context.scope.length === 0)
    throw new Error("the scope of a context may not be empty");
  return context;
}

type Request = Pick<Common, "requestId" | "door"> & Partial<Common>;

/** A human for themselves. */
export function createPersonContext(person: Person, request: Request): PersonContext {
  const actor: Actor = { kind: "user", id: person.userId, name: person.name };
  return { ...common(request.clock), ...request, permissions: nothing, actor, organizationId: null, person };
}

/** Before anybody is known. */
export function createPublicContext(request: Request): PublicContext {
  const actor: Actor = { kind: "public", id: nil, name: "nobody yet" };
  return { ...common(request.clock), ...request, permissions: nothing, actor, organizationId: null };
}

/** The human of a request for an organization, acting for themselves; undefined when a program calls. */
export function personOf(context: AnyContext): PersonContext | undefined {
  const { person } = context;
  if (person === undefined) return undefined;
  const actor: Actor = { kind: "user", id: person.userId, name: person.name };
  return { ...context, permissions: nothing, actor, organizationId: null, person };
}

function common(clock: Clock = systemClock) {
  return {
    address: null,
    device: noDevice,
    apiVersion: "",
    expiresAt: null,
    allowedRanges: null,
    now: clock.now(),
    clock,
    sql: { count: 0, ms: 0 },
  };
}

/** `api_key:0198…`: how an actor is written in audit rows, events and the database's context. */
export function actorText(actor: Actor): string {
  return `${actor.kind}:${actor.id}`;
}
