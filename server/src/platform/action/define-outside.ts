/** A verb with an effect outside: its two halves and the call between them. */
import type { Static, TObject } from "typebox";
import type { Context } from "#platform/access";
import type { Tx } from "#platform/db";
import { outsideUnavailable } from "#platform/errors";
import {
  type Action,
  type Common,
  type Duties,
  defineAction,
  type Ending,
  type Permitted,
  type Refused,
  type Rules,
  type WithId,
} from "./define-action.ts";
import type { Services } from "./services.ts";

/**
 * A verb whose answer needs an effect outside: two transactions around a call. Whoever repeats the request after a lost
 * answer, and a job after a minute, goes on from what the first transaction decided.
 */
export type Outside<Input, Intent extends Begun, Outcome> = {
  /**
   * The first transaction: writes the object as begun, and answers what the call needs besides (ids and plain figures;
   * it is kept sealed). What was done already is found by its own `apart` and state rules.
   */
  intent(context: Context, tx: Tx, input: Input): Promise<Intent | Refused>;
  /**
   * Nothing is held. May be repeated, also after it succeeded and by a later process: it travels under a key made from
   * `intent.id`. A definite answer of the other side, also a refusal, is an outcome; it throws when nobody knows.
   */
  call(context: Context, intent: Intent, services: OutsideServices): Promise<Outcome>;
  /** The second transaction. May run more than once, and after the outside has told us more: it adds, and undoes nothing. */
  outcome(context: Context, tx: Tx, input: Input, intent: Intent, outcome: Outcome): Promise<Ending>;
};

/** What an intent is about: the object that it wrote. */
export type Begun = { id: string };

export type OutsideServices = Pick<Services, "outbound" | "keyRing" | "publicUrl" | "read"> & {
  /** When the intent was made: what the outside keeps of a call is forgotten some day. */
  begunAt: Date;
  signal: AbortSignal;
};

/**
 * Declares a verb of an organization whose answer needs an effect outside.
 * @throws at start-up as `defineAction` does, and for a batch: each of its calls could end differently
 */
export function defineOutsideAction<Input extends TObject, Intent extends Begun, Outcome>(
  definition: Omit<Common, "batch"> &
    Permitted &
    Rules &
    Duties & { input: Input } & Outside<WithId<Static<Input>>, Intent, Outcome>,
): Action {
  const { intent, call, outcome, ...verb } = definition;
  const action = defineAction({
    ...verb,
    fails: [...(verb.fails ?? []), outsideUnavailable],
    run: () => Promise.reject(new Error(`"${verb.name}" is done in two halves`)),
  });
  // what is kept of an intent was made by this verb, and its input was checked against this verb's schema
  return { ...action, outside: { intent, call, outcome } as unknown as NonNullable<Action["outside"]> };
}
