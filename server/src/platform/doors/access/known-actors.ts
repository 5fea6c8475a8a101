/** What only modules know of actors: which kinds there are, and what can be given to them. Handed in by the application. */
import type { Actor } from "#platform/access";
import type { Grant } from "#platform/errors";

export type KnownActors = {
  /** The kinds that may be asked about, as the trail writes them. */
  kinds: readonly string[];
  /** Is it a human, who has an account of their own? */
  isHuman(actor: Actor): boolean;
  /** Can it be given a permission that it does not hold? */
  mayHoldMore(actor: Actor): boolean;
  /** What would have to be given so that it sees the whole organization; null where nothing would do. */
  toSeeAll(actor: Actor): Grant | null;
  /** The same so that it sees what belongs to this one as well. */
  toSee(actor: Actor, scopeId: string): Grant | null;
};
