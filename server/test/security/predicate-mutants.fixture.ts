/**
 * The first lock taken away, one bar at a time: of every statement that a question about somebody else's object is
 * looked up with, each condition that names the organization, the human or the customers of the caller.
 */
import type { HeardStatement } from "./heard-statements.fixture.ts";

/** Whose conditions are looked for, by the values that they have in statements. */
export type Bounds = { organization?: string; user?: string; scope?: readonly string[] };

export type Mutant = { text: string; mutated: string; without: string; at: number; open: string };

/** The statement with all of these conditions made true. */
export function openedBy(text: string, mutants: Mutant[]): string {
  const lastFirst = mutants.filter((mutant) => mutant.text === text).sort((a, b) => b.at - a.at);
  return lastFirst.reduce(
    (opened, { at, without, open }) => opened.slice(0, at) + open + opened.slice(at + without.length),
    text,
  );
}

/** Each condition of the statement in which a value of the caller's own stands, made true. */
export function mutantsOf({ text, values }: HeardStatement, bounds: Bounds): Mutant[] {
  const found = [
    ...matches(/(\w+) = \$(\d+)(?:::uuid)?(?![\d\w[:])/g, text, "uuid"),
    ...matches(/(\w+) = any \(\$(\d+)::uuid\[\]\)/g, text, "uuid[]"),
    ...matches(/()\$(\d+)::uuid\[\] is null(?! or)/g, text, "uuid[]"),
  ];
  const named = found
    .filter(({ column, place }) => isBound(column, values[place - 1], bounds))
    .filter(({ column }) => !isNamedTwice(column, text))
    .filter(({ at, without }) => !isEmbedded(text.slice(0, at), without))
    .map(({ at, without, place, type }) => {
      const open = `($${place}::${type} is null or true)`;
      const mutated = text.slice(0, at) + open + text.slice(at + without.length);
      return { text, without, at, open, mutated };
    });
  return bounds.scope === undefined ? named : [...named, ...personalMutants(text)];
}

/** What is one human's is nobody else's in the same organization; of another organization nobody is there to ask. */
function personalMutants(text: string): Mutant[] {
  return [...text.matchAll(/(?:\w+\.)?user_id = \(select plinth\.actor_person\(\)\)/g)].map(
    ({ index: at, 0: without }) => {
      const mutated = `${text.slice(0, at)}true${text.slice(at + without.length)}`;
      return { text, without, at, open: "true", mutated };
    },
  );
}

type Condition = { column: string; place: number; at: number; without: string; type: string };

function matches(pattern: RegExp, text: string, type: string): Condition[] {
  return [...text.matchAll(pattern)].map(({ index, 0: whole, 1: column = "", 2: place }) => {
    // the alias of the column goes with it
    const alias = /\w+\.$/.exec(text.slice(0, index))?.[0] ?? "";
    return { column, place: Number(place), at: index - alias.length, without: alias + whole, type };
  });
}

function isBound(column: string, value: unknown, { organization, user, scope }: Bounds): boolean {
  if (column === "organization_id") return organization !== undefined && value === organization;
  if (column === "user_id") return user !== undefined && value === user;
  return scope !== undefined && JSON.stringify(value) === JSON.stringify(scope);
}

/**
 * What is embedded in an object belongs to whom the object belongs: foreign keys carry the organization, and what is
 * above it is looked for by a condition of its own.
 */
function isEmbedded(before: string, without: string): boolean {
  return /^t_\w+\./.test(without) || /\bt_\w+\.\w+ = \w+\.\w+ and $/.test(before);
}

/** A search function names the organization itself, and is tried by itself. */
function isNamedTwice(column: string, text: string): boolean {
  return column === "organization_id" && text.includes("plinth.search_");
}
