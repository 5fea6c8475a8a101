/**
 * Where work waits for its turn at the database. Whoever asks for a turn says so here, and somebody else listens: how long
 * it took is what tells a server that is busy from one that is asked too much.
 */
export type Line = {
  /** Somebody asks for a turn. @returns when that was, for `turn` */
  join(): number;
  /**
   * They have had it, or will never have it: once for every `join`.
   * @param joinedAt what `join` answered
   * @param turnAt when their turn began, where that is not now
   * @returns now
   */
  turn(joinedAt: number, turnAt?: number): number;
};

/** Pipelined connections of reads: more than two were slower. */
export const readsAtOnce = 2;

/** Of reads, which share a few pipelined connections, and of verbs, which have one each. */
export type DatabaseLines = { reads: Line; verbs: Line };

const unwatched: Line = { join: () => 0, turn: () => 0 };
export const unwatchedLines: DatabaseLines = { reads: unwatched, verbs: unwatched };
