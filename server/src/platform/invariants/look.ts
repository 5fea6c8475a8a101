/** Asks invariants of keys: of a sample, or of everything. What takes too long is said not to be judged, never to hold. */
import type { QueryResultRow } from "pg";
import type { Context } from "#platform/access";
import { isTimeout, type Look, type Statement } from "#platform/db";
import type { KeyRing } from "#platform/secrets";
import type { Ask, Invariant, Part, Violation } from "./define-invariant.ts";
import { type Population, start } from "./population.ts";

/** One organization, and by whom it is asked. */
export type Asked = {
  organization: string;
  ask<Row extends QueryResultRow>(as: Population["as"], statement: Statement): Promise<Row[]>;
  keyRing: KeyRing;
};

/** @param withinMs of each statement: what takes longer is not judged */
export function askedOf(context: Context, look: Look, keyRing: KeyRing, withinMs: number): Asked {
  return {
    organization: context.organizationId,
    ask: (as, statement) => look(as === "system" ? "system" : context, statement, withinMs),
    keyRing,
  };
}

export type Outcome = {
  invariant: Invariant;
  /** How many keys it was asked of. */
  asked: number;
  violations: Violation[];
  /** For some of the keys nothing can be said: it took too long. */
  unjudged: boolean;
};

/** Many keys behind one another are one statement each: nobody waits long for the end of one. */
const keysAtOnce = 1_000;

/** Rows behind one key that a sample reads. A stock level of a product that everybody buys has more; `--whole` reads them. */
const mostBehindOne = 2_000;

/** @returns undefined when it took too long */
async function patiently<T>(asking: () => Promise<T>): Promise<T | undefined> {
  try {
    return await asking();
  } catch (error) {
    if (isTimeout(error)) return undefined;
    throw error;
  }
}

/** @param most as in `Part`; absent is all @throws what is no timeout */
export async function judge(
  { organization, ask, keyRing }: Asked,
  invariant: Invariant,
  keys: readonly string[],
  most: Part["most"] = null,
): Promise<Outcome> {
  const outcome: Outcome = { invariant, asked: keys.length, violations: [], unjudged: false };
  if (keys.length === 0) return outcome;
  const asking: Ask = (statement) => ask(invariant.of.as, statement);
  const found = await patiently(() => invariant.find({ organization, keys, most }, asking, keyRing));
  if (found === undefined) return { ...outcome, unjudged: true };
  // of an order with two wrong lines it is not true once
  return { ...outcome, violations: [...new Map(found.map((one) => [one.key, one])).values()] };
}

export type Sampled = {
  outcomes: Outcome[];
  /** How far the looks have come now, by population. */
  places: Map<string, string>;
};

/**
 * The newest of each population, and the next ones behind where the last look ended; from the beginning again where
 * there are no more.
 * @param places of the look before
 */
export async function lookAtSample(
  asked: Asked,
  invariants: readonly Invariant[],
  places: ReadonlyMap<string, string>,
): Promise<Sampled> {
  const sampled: Sampled = { outcomes: [], places: new Map() };
  for (const [population, declared] of byPopulation(invariants)) {
    const place = places.get(population.name) ?? start;
    const keys = await patiently(() => sampleOf(asked, population, place));
    if (keys === undefined) {
      sampled.outcomes.push(...declared.map(notLookedAt));
      continue;
    }
    const all = [...new Set([...keys.newest, ...keys.next])];
    for (const invariant of declared)
      sampled.outcomes.push(await judge(asked, invariant, all, mostBehindOne));
    const last = keys.next.at(-1);
    const ended = last === undefined || keys.next.length < population.sample;
    sampled.places.set(population.name, ended ? start : population.placeOf(last));
  }
  return sampled;
}

/** Everything there is, page by page. @param heard of each page how many keys it had */
export async function lookAtAll(
  asked: Asked,
  invariants: readonly Invariant[],
  heard: (keys: number) => void = () => {},
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [population, declared] of byPopulation(invariants)) {
    const sums = declared.map((invariant): Outcome => ({ ...notLookedAt(invariant), unjudged: false }));
    for (let place = start; ; ) {
      const page = await patiently(() =>
        keysOf(asked, population, population.behind(asked.organization, place, keysAtOnce)),
      );
      for (const sum of sums)
        add(
          sum,
          page === undefined ? notLookedAt(sum.invariant) : await judgeInHalves(asked, sum.invariant, page),
        );
      const last = page?.at(-1);
      heard(page?.length ?? 0);
      if (last === undefined || (page?.length ?? 0) < keysAtOnce) break;
      place = population.placeOf(last);
    }
    outcomes.push(...sums);
  }
  return outcomes;
}

/** What takes too long together may not when there is less of it. */
async function judgeInHalves(asked: Asked, invariant: Invariant, keys: readonly string[]): Promise<Outcome> {
  const outcome = await judge(asked, invariant, keys);
  if (!outcome.unjudged || keys.length < 2) return outcome;
  const half = Math.ceil(keys.length / 2);
  const sum: Outcome = { ...outcome, asked: 0, unjudged: false };
  for (const part of [keys.slice(0, half), keys.slice(half)])
    add(sum, await judgeInHalves(asked, invariant, part));
  return sum;
}

const notLookedAt = (invariant: Invariant): Outcome => ({
  invariant,
  asked: 0,
  violations: [],
  unjudged: true,
});

function add(sum: Outcome, page: Outcome): void {
  sum.asked += page.asked;
  sum.violations.push(...page.violations);
  sum.unjudged ||= page.unjudged;
}

function byPopulation(invariants: readonly Invariant[]): Map<Population, Invariant[]> {
  const found = new Map<Population, Invariant[]>();
  for (const invariant of invariants)
    found.set(invariant.of, [...(found.get(invariant.of) ?? []), invariant]);
  return found;
}

async function sampleOf(asked: Asked, population: Population, place: string) {
  const { organization } = asked;
  const { sample } = population;
  return {
    newest: await keysOf(asked, population, population.newest(organization, sample)),
    next: await keysOf(asked, population, population.behind(organization, place, sample)),
  };
}

async function keysOf({ ask }: Asked, { as }: Population, statement: Statement): Promise<string[]> {
  const rows = await ask<{ key: string }>(as, statement);
  return rows.map(({ key }) => key);
}
