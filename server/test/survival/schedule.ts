/** Which faults strike when: all of a run's follow from its seed, so that a bad day can be had again. */
import { random } from "./random.ts";

/** What strikes, and what stands still while it does: two of one place come one after the other. */
const places = {
  "a process is killed": "processes",
  "the worker is killed": "processes",
  "PostgreSQL is killed": "database",
  "everything is killed at once": "database",
  "a process stands still": "standing",
  "the worker stands still for longer than its jobs are its own": "standing",
  "PostgreSQL stands still": "database",
  "the disk is full": "database",
  "links to PostgreSQL break": "database links",
  "links to PostgreSQL fall silent": "database links",
  "links to PostgreSQL are forgotten": "database links",
  "links of clients break": "client links",
  "links of clients fall silent": "client links",
  "links of clients are forgotten": "client links",
  "a clock goes ahead": "clocks",
  "a clock goes back": "clocks",
  "the world outside is away": "outside",
  "the world outside is slow": "outside",
} as const;

export type Kind = keyof typeof places;

export type Strike = {
  kind: Kind;
  /** From the beginning of the run. */
  atMs: number;
  forMs: number;
  /** Whom of those whom it may concern: from 0 up to, not including, 1. */
  whom: number;
};

export const kinds = Object.keys(places) as Kind[];

/** Where it strikes. */
export const placeOf = (kind: Kind): string => places[kind];

const gapMs = [1_800, 4_600] as const;
/** PostgreSQL, and who waits for it, give up on a link after two seconds and on a new one after five. */
const usualMs = [800, 4_000] as const;
/** Longer than the lease of a job is in these runs. */
const standingMs = [9_000, 12_000] as const;

/**
 * As many as fit: every kind once, in any order, before one comes again.
 * @param lengthMs the last begins before
 * @param paceMs between two of them, the least and the most
 */
export function schedule(
  seed: number,
  lengthMs: number,
  paceMs: readonly [number, number] = gapMs,
): Strike[] {
  const chance = random(seed, "schedule");
  const strikes: Strike[] = [];
  let deck: Kind[] = [];
  for (let atMs = chance.between(...paceMs); atMs < lengthMs; atMs += chance.between(...paceMs)) {
    if (deck.length === 0) deck = chance.shuffled(kinds);
    const kind = deck.pop();
    if (kind === undefined) break;
    const long = kind === "the worker stands still for longer than its jobs are its own";
    const [least, most] = long ? standingMs : usualMs;
    const forMs = Math.round(chance.between(least, most));
    strikes.push({ kind, atMs: Math.round(atMs), forMs, whom: chance.throw() });
  }
  return strikes;
}
