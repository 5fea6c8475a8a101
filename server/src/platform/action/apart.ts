/**
 * Separation of duties: whoever did one half does not do the other. The rule follows the human: through their sessions,
 * their own API keys, and the keys of programs whose secret they have seen. Whose secret nobody is known to have seen may be
 * anybody's: such a key is never somebody else.
 */
import { actorText, type Context, mayBeAnybody } from "#platform/access";
import { type Statement, sql, type Tx } from "#platform/db";
import { type Denial, defineProblem, denialMembers } from "#platform/errors";
import type { Action } from "./define-action.ts";

/** The other half of a verb. */
export type Apart = {
  /** Verbs whose doer may not do this one to the same object. */
  from: readonly string[];
  /** Absent is always; such as when the organization has chosen so. */
  when?: (context: Context) => boolean;
  /** A sentence for whoever is refused by it, whatever they hold: of permissions it says nothing. */
  because: string;
};

export const separationOfDuties = defineProblem({
  code: "separation_of_duties",
  status: 403,
  title: "Somebody else must do this",
  describe:
    "The same human did the other half of it, in a session, with a key of theirs or with a program's key whose secret they have seen; or the request came with a key that nobody is known to hold, so that it could be theirs. The detail says which. Nothing was done.",
  remedy:
    "Ask somebody else who holds the permission. Another key, session or service account of the same person is refused like this one. Where nobody is known to hold your key: log in and use a session, or let a person rotate the key with `POST /v1/api_keys/{id}/rotate` and `overlap_hours` 0.",
  members: denialMembers,
});

/**
 * Called when the deed has succeeded and before it commits: what the caller may not see is a 404 by then, and a state
 * that forbids the deed a 409. The deed holds its object's lock, so that a rival's other half is in the trail or waits.
 * @throws 403 `separation_of_duties`, which undoes the deed.
 */
export async function refuseSameHuman(action: Action, tx: Tx, context: Context, id: string): Promise<void> {
  const { apart } = action;
  if (apart === undefined || !asksForTwo(apart, context)) return;
  if (mayBeAnybody(context)) throw separationOfDuties(unknownHolder, { denial: nobodyKnown });
  // hidden from scoped actors; whether there is a row is all that is learned
  const [row] = await tx.beyondScope(() => tx.query<{ did: boolean }>(didEither(apart, context, id)));
  if (row?.did !== false) throw separationOfDuties(apart.because, { denial: sameHuman });
}

export const unknownHolder =
  "Two people are asked for, and nobody can say who holds this key: whoever did the other half may have it. Use a session, or let a person rotate the key and end the secret before at once.";

export function asksForTwo({ when }: Apart, context: Context): boolean {
  return when === undefined || when(context);
}

/**
 * Nothing that the same human could be given would change the answer. Whoever is refused is told: it is about a deed of
 * their own, to an object that they see.
 */
const sameHuman: Denial = {
  told: "everybody",
  rule: "separation_of_duties",
  grants: [{ another_person: true }],
};

/** Once a person is known to hold it, it can be told from others. */
const nobodyKnown: Denial = {
  told: "everybody",
  rule: "separation_of_duties",
  grants: [{ known_person: true }],
};

/**
 * Did one of the humans behind the caller, or the caller itself where no human is known on one side, do one of the
 * other halves? One statement, because the relay moves rows from the one table to the other.
 */
export function didEither(
  { from }: Apart,
  { organizationId, actor, people }: Context,
  id: string,
): Statement {
  const humans = [...people];
  // rows of before people were written down know their actor only
  const actors = [actorText(actor), ...humans.flatMap((one) => [`member:${one}`, `buyer:${one}`])];
  return sql`
    select exists (
      select from plinth.audit_entries
       where organization_id = ${organizationId} and subject_id = ${id} and action = any (${from}::text[])
         and (people && ${humans}::uuid[]
              or ((people = '{}' or ${humans}::uuid[] = '{}') and actor = any (${actors}::text[])))
      union all
      select from plinth.audit_trail
       where organization_id = ${organizationId} and subject_id = ${id} and action = any (${from}::text[])
         and (people && ${humans}::uuid[]
              or ((people = '{}' or ${humans}::uuid[] = '{}') and actor = any (${actors}::text[])))
    ) as did`;
}

/** @throws at start-up for a half that no verb is: a typo would let everybody do both. */
export function requireOtherHalves(actions: readonly Action[]): void {
  const names = new Set(actions.map(({ name }) => name));
  const missing = actions.flatMap(({ name, apart }) =>
    (apart?.from ?? []).filter((one) => !names.has(one)).map((one) => `"${name}" is apart from "${one}"`),
  );
  if (missing.length > 0) throw new Error(`these verbs do not exist: ${missing.join(", ")}`);
}
