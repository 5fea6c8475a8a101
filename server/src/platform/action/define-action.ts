/** A verb: one file that says its door, its permission, its input and the deed. */
import type { Static, TObject, TSchema } from "typebox";
import { type Context, definePermission } from "#platform/access";
import type { Tx } from "#platform/db";
import type { Problem, RaiseProblem } from "#platform/errors";
import type { Field, Resource } from "#platform/resource";
import { validator } from "./validate.ts";

/** How a deed ends when it does not throw: with what it made, or with a problem that lets the writes stand. */
export type Ending = Made | Refused;
export type Made =
  /** The id of the output resource's object. */
  | string
  /** Ids of many of them (a batch). */
  | string[]
  /** An answer that is no resource; `id` names the subject in the audit trail. */
  | { answer: object; id?: string };
export type Refused = { refused: Problem };

/** Ends a deed with a problem while keeping what it wrote: a failed login is counted, a denial is audited. */
export function refuse(problem: Problem): Refused {
  return { refused: problem };
}

export const isRefused = (ending: Ending): ending is Refused =>
  typeof ending === "object" && "refused" in ending;

type Common = {
  /** `orders.place`: plural noun, verb. */
  name: string;
  /** `POST /v1/orders/{id}/cancel`; the path's parameters join the input under their names. */
  door: `${"POST" | "PATCH" | "PUT" | "DELETE"} /${string}`;
  describe: string;
  permission: string;
  /** What the permission allows, where it is not a resource's own. */
  allows?: string;
  output?: Resource | TSchema;
  status?: 200 | 201 | 204;
  fails?: RaiseProblem[];
  /** `false` for what proves an identity or mints a secret. */
  dryRun?: false;
  /** Verbs on one object accept `If-Match`; this one insists on it. */
  ifMatch?: "required";
  /** Also served at `…/batch` with up to 1,000 inputs, all or nothing. */
  batch?: true;
  /** Secrets that the answer adds to the object, this once; kept answers are sealed. */
  shows?: Record<string, Field>;
  /** The noun that the path's `{id}` names, where it is not the output. */
  subject?: string;
};

type WithId<Input> = Input & { id: string; ifMatch: number | undefined };

export type One<Input, Prepared> = {
  /** Before the transaction, with no connection held: hashing, calls without effect. */
  prepare?(context: Context, input: WithId<Input>): Promise<Prepared>;
  /** The deed. May run twice (deadlock): its only effect is through `tx`. */
  run(context: Context, tx: Tx, input: WithId<Input>, prepared: Prepared): Promise<Ending>;
};

export type Many<Input> = {
  /**
   * The set form of a hot verb: one ending per wish, in order. Never throws for a business reason; one is an
   * array of one. Verdicts are reached before the first write, so that a refused wish leaves nothing.
   */
  many(contexts: Context[], tx: Tx, wishes: WithId<Input>[]): Promise<Ending[]>;
};

// the erased form, which doors and the executor handle; the executor checks inputs against `input`
export type Action = Common & {
  input: TObject;
  kind: "one" | "many";
  /** @throws 422 unless the value fits `input`; the prefix goes before the pointers. */
  check: (value: unknown, prefix?: string) => void;
  prepare: (context: Context, input: WithId<unknown>) => Promise<unknown>;
  many: (contexts: Context[], tx: Tx, wishes: WithId<unknown>[], prepared: unknown[]) => Promise<Ending[]>;
};

/**
 * Declares a verb.
 * @throws at start-up when it has no permission or no description.
 */
export function defineAction<Input extends TObject, Prepared = undefined>(
  definition: Common & { input: Input } & (One<Static<Input>, Prepared> | Many<Static<Input>>),
): Action {
  const { name, describe, permission, allows } = definition;
  if (!/^[a-z_]+\.[a-z_]+$/.test(name)) throw new Error(`the action "${name}" is not named plural.verb`);
  if (describe.length < 10) throw new Error(`the action "${name}" has no description`);
  if (!permission) throw new Error(`the action "${name}" declares no permission`);
  if (allows !== undefined) definePermission(permission, allows);
  return "many" in definition ? fromMany(definition) : fromOne(definition);
}

/** The noun that the verb answers with, if it is one. */
export function resourceOf({ output }: Action): Resource | undefined {
  return output !== undefined && "fields" in output && "table" in output ? (output as Resource) : undefined;
}

function fromMany<Input extends TObject>(
  definition: Common & { input: Input } & Many<Static<Input>>,
): Action {
  const { many, ...common } = definition;
  // the executor checked each input against this action's own schema
  return {
    ...common,
    kind: "many",
    check: validator(common.input),
    prepare: async () => undefined,
    many: many as unknown as Action["many"],
  };
}

function fromOne<Input extends TObject, Prepared>(
  definition: Common & { input: Input } & One<Static<Input>, Prepared>,
): Action {
  const { run, prepare, ...common } = definition;
  return {
    ...common,
    kind: "one",
    check: validator(common.input),
    prepare: (prepare ?? (async () => undefined)) as unknown as Action["prepare"],
    async many(contexts, tx, wishes, prepared) {
      const endings: Ending[] = [];
      for (const [i, wish] of wishes.entries()) {
        const context = contexts[i];
        if (context === undefined) throw new Error("a wish without a context");
        endings.push(await run(context, tx, wish as WithId<Static<Input>>, prepared[i] as Prepared));
      }
      return endings;
    },
  };
}
