/** A verb: one file that says its door, its permission, its input and the deed. */
import type { Static, TObject, TSchema } from "typebox";
import {
  type AnyContext,
  type Context,
  definePermission,
  type PersonContext,
  type PublicContext,
  type Sentence,
} from "#platform/access";
import type { PersonTx, Tx } from "#platform/db";
import type { Problem, RaiseProblem } from "#platform/errors";
import type { Field, Resource } from "#platform/resource";
import type { Apart } from "./apart.ts";
import type { Wish } from "./call.ts";
import type { Begun, Outside } from "./define-outside.ts";
import type { Services } from "./services.ts";
import { validator } from "./validate.ts";

/** How a deed ends when it does not throw: with what it made, or with a problem that lets the writes stand. */
export type Ending = Made | Refused;
export type Made =
  /** The id of the output resource's object. */
  | string
  /** Ids of many of them (a batch). */
  | string[]
  /** An answer that is no resource; `id` and `version` name the subject in the audit trail, the ETag says the latter. */
  | { answer: object; id?: string; version?: number; cookies?: Cookie[] };
export type Refused = { refused: Problem };

/** What a browser is told to keep, or with null to forget. The door adds prefix and attributes. */
export type Cookie = { name: string; value: string | null; maxAgeSeconds: number };

/** Ends a deed with a problem while keeping what it wrote: a failed login is counted, a denial is audited. */
export function refuse(problem: Problem): Refused {
  return { refused: problem };
}

export const isRefused = (ending: Ending): ending is Refused =>
  typeof ending === "object" && "refused" in ending;

export type Common = {
  /** `orders.place`: plural noun, verb. */
  name: string;
  /** What the reference calls it, where verb and noun are no English. */
  title?: string;
  /** `POST /v1/orders/{id}/cancel`; the path's parameters join the input under their names. */
  door: `${"POST" | "PATCH" | "PUT" | "DELETE"} /${string}`;
  describe: string;
  output?: Resource | TSchema;
  status?: 200 | 201 | 202 | 204;
  fails?: RaiseProblem[];
  /** `false` for what proves an identity or mints a secret. */
  dryRun?: false;
  /** Verbs on one object accept `If-Match`; this one insists on it, also where the path names the only one there is. */
  ifMatch?: "required";
  /** Also served at `…/batch` with up to 1,000 inputs, all or nothing. */
  batch?: true;
  /** Secrets that the answer adds to the object, this once; kept answers are sealed. */
  shows?: Record<string, Field>;
  /** What the object is afterwards, for the example of the answer: by field. */
  leaves?: Record<string, unknown>;
  /** The noun that the path's `{id}` names, where it is not the output. */
  subject?: string;
  /** Of people's verbs: a request may be repeated under its key. Only for what neither takes nor makes a secret. */
  idempotent?: true;
  /** Of people's verbs: what was done is not worth a line in their trail, only what was refused. */
  trail?: "refusals";
  /**
   * Also of an organization that is suspended, or has sent too many requests: it takes access away, or erases what must
   * not be kept.
   */
  whileSuspended?: true;
  /** Has places of its own while the server is overloaded, as what is also done `whileSuspended`: access is taken away. */
  whileOverloaded?: true;
  /**
   * Refused to actors with a scope: what it does concerns no customer more than another. Verbs that answer a noun that
   * all share are it by themselves.
   */
  wholeOrganization?: true;
  /** Asks a human for a proof of identity that is at most 10 minutes old. */
  stepUp?: true;
  /** Looks anew at who asks, as `stepUp` does, without the proof: a cookie that was replaced is not good for it. */
  fresh?: true;
  /** The cookie that a browser loses even where its credential is good no more: one can always leave. */
  forgets?: Cookie["name"];
};

/** For an organization, by whoever holds the permission there. */
export type Permitted = {
  permission: string;
  /** What the permission allows, where it is not a resource's own. */
  allows?: string;
};

/** Of an organization's verbs. */
export type Rules = {
  /** What the deed asks about its caller alone, whatever the input says: named here so that it can be explained. */
  policy?: (context: Context) => Sentence;
};

/** Of verbs on one object. */
export type Duties = {
  /** Whoever did the other half of it may not do this one. */
  apart?: Apart;
};

export type WithId<Input> = Input & { id: string; ifMatch: number | undefined };

type OneAs<C extends AnyContext, T, Input, Prepared> = {
  /**
   * Before the transaction, with no connection held and once per call: hashing, calls without effect. People's
   * verbs may look up here as plinth_system whom they concern.
   */
  prepare?(
    context: C,
    input: WithId<Input>,
    services: C extends Context ? Omit<Services, "lookUp"> : Services,
  ): Promise<Prepared>;
  /** The deed. May run twice (deadlock): its only effect is through `tx`. */
  run(context: C, tx: T, input: WithId<Input>, prepared: Prepared): Promise<Ending>;
};

export type One<Input, Prepared> = OneAs<Context, Tx, Input, Prepared>;

export type Many<Input> = {
  /**
   * The set form of a hot verb: one ending per wish, in order. Never throws for a business reason; one is an
   * array of one. Verdicts are reached before the first write, so that a refused wish leaves nothing.
   */
  many(contexts: Context[], tx: Tx, wishes: WithId<Input>[]): Promise<Ending[]>;
};

/** Who may ask: actors of an organization, humans for themselves, or anybody. */
export type Audience = "organization" | "person" | "public";

// the erased form, which doors and the executor handle; the executor checks inputs against `input`
export type Action = Common &
  Rules &
  Duties & {
    input: TObject;
    kind: "one" | "many";
    audience: Audience;
    /** Of an organization's verbs. */
    permission: string | undefined;
    /** Why the others need none. */
    because: string | undefined;
    /** @throws 422 unless the value fits `input`; the prefix goes before the pointers. */
    check: (value: unknown, prefix?: string) => void;
    prepare: (context: AnyContext, input: WithId<unknown>, services: Services) => Promise<unknown>;
    /** Of verbs with an effect outside; they have no `many` that could be called. */
    outside?: Outside<Wish, Begun, unknown>;
    many: (
      contexts: AnyContext[],
      tx: Tx | PersonTx,
      wishes: WithId<unknown>[],
      prepared: unknown[],
    ) => Promise<Ending[]>;
  };

/**
 * Declares a verb of an organization.
 * @throws at start-up when it has no permission or no description.
 */
export function defineAction<Input extends TObject, Prepared = undefined>(
  definition: Common &
    Permitted &
    Rules & { input: Input } & ((One<Static<Input>, Prepared> & Duties) | Many<Static<Input>>),
): Action {
  const { permission, allows, ...verb } = definition;
  if (!permission) throw new Error(`the action "${verb.name}" declares no permission`);
  checkDuties(verb);
  if (allows !== undefined) definePermission(permission, allows);
  const access: Access = { audience: "organization", permission, because: undefined, ...ofEverybody(verb) };
  return "many" in verb ? fromMany(verb, access) : fromOne(verb, access);
}

/** Whoever sees a part of the organization changes nothing that all share. */
function ofEverybody(verb: Pick<Action, "output">): Pick<Action, "wholeOrganization"> {
  return resourceOf(verb)?.belongs === "shared" ? { wholeOrganization: true } : {};
}

type Reasoned<C extends AnyContext, Input extends TObject, Prepared> = Omit<Common, "dryRun" | "batch"> & {
  input: Input;
  /** Why no permission is asked. */
  because: string;
} & OneAs<C, PersonTx, Static<Input>, Prepared>;

/**
 * Declares a verb of a human for themselves. It cannot be tried out: most of them prove an identity or make a secret.
 * @throws at start-up when it does not say why it needs no permission.
 */
export function definePersonalAction<Input extends TObject, Prepared = undefined>(
  definition: Reasoned<PersonContext, Input, Prepared>,
): Action {
  return fromReasoned(definition, "person");
}

/**
 * Declares a verb that anybody may ask, before it is known who they are. A rehearsal of it would tell whether a
 * secret is right, so that there is none.
 * @throws at start-up when it does not say why it is public.
 */
export function definePublicAction<Input extends TObject, Prepared = undefined>(
  definition: Reasoned<PublicContext, Input, Prepared>,
): Action {
  return fromReasoned(definition, "public");
}

/** The noun that the verb answers with, if it is one. */
export function resourceOf({ output }: Pick<Action, "output">): Resource | undefined {
  return output !== undefined && "fields" in output && "table" in output ? (output as Resource) : undefined;
}

type Access = Pick<Action, "audience" | "permission" | "because" | "wholeOrganization">;

function fromReasoned<C extends AnyContext, Input extends TObject, Prepared>(
  definition: Reasoned<C, Input, Prepared>,
  audience: Audience,
): Action {
  const { because, ...verb } = definition;
  if (because.length < 10)
    throw new Error(`the action "${verb.name}" does not say why it needs no permission`);
  return fromOne({ ...verb, dryRun: false }, { audience, permission: undefined, because });
}

function fromMany<Input extends TObject>(
  definition: Common & { input: Input } & Many<Static<Input>>,
  access: Access,
): Action {
  const { many, ...common } = definition;
  checkWords(common);
  // the executor checked each input against this action's own schema
  return {
    ...common,
    ...access,
    kind: "many",
    check: validator(common.input),
    prepare: async () => undefined,
    many: many as unknown as Action["many"],
  };
}

function fromOne<C extends AnyContext, T, Input extends TObject, Prepared>(
  definition: Common & { input: Input } & OneAs<C, T, Static<Input>, Prepared>,
  access: Access,
): Action {
  const { run, prepare, ...common } = definition;
  checkWords(common);
  return {
    ...common,
    ...access,
    kind: "one",
    check: validator(common.input),
    prepare: (prepare ?? (async () => undefined)) as unknown as Action["prepare"],
    async many(contexts, tx, wishes, prepared) {
      const endings: Ending[] = [];
      for (const [i, wish] of wishes.entries()) {
        const context = contexts[i];
        if (context === undefined) throw new Error("a wish without a context");
        // the executor hands in the kind of context and transaction that the audience says
        const deed = run as unknown as OneAs<AnyContext, Tx | PersonTx, unknown, unknown>["run"];
        endings.push(await deed(context, tx, wish, prepared[i]));
      }
      return endings;
    },
  };
}

function checkDuties({ name, door, apart, batch, ...verb }: Common & Duties): void {
  if (apart === undefined) return;
  if (!door.includes("{id}"))
    throw new Error(`the action "${name}" is apart from others and about no object`);
  if ("many" in verb) throw new Error(`the action "${name}" is apart from others and has a set form`);
  // many objects in one request would be asked about one by one, each behind the lock of the one before
  if (batch) throw new Error(`the action "${name}" is apart from others and is served as a batch`);
  if (apart.from.length === 0 || apart.because.length < 10)
    throw new Error(`the action "${name}" does not say from what it is apart, or why`);
}

function checkWords({ name, describe }: Common): void {
  if (!/^[a-z_]+\.[a-z_]+$/.test(name)) throw new Error(`the action "${name}" is not named plural.verb`);
  if (describe.length < 10) throw new Error(`the action "${name}" has no description`);
}
