/**
 * What invariants are about: the rows of a table by their ids, or numbers that run from 1. A sample of it is the newest
 * and, from look to look, the next ones behind where the last look ended: by and by everything comes by, also what was
 * imported within a minute, which moments drawn by lot would never meet.
 */
import { type Statement, sql, trusted } from "#platform/db";

export type Population = {
  name: string;
  /** Who may read it, with all that its invariants ask: the organization itself, or the system. */
  as: "organization" | "system";
  numbered: boolean;
  /** How many of the newest, and as many of the others, a sample has. */
  sample: number;
  /** Rows `(key text)`, of those that moved last. */
  newest(organization: string, limit: number): Statement;
  /** Rows `(key text)` in order, behind this place. */
  behind(organization: string, place: string, limit: number): Statement;
  /** Where the next page begins. */
  placeOf(key: string): string;
};

/** Before the first of any. */
export const start = "0";

type Rows = {
  name: string;
  table: string;
  as?: Population["as"];
  sample?: number;
  /** Where the newest are not those with the highest ids. */
  newest?: Population["newest"];
};

/** The rows of a table with the key `(organization_id, id)`, whose ids are UUIDv7: in the order of their making. */
export function rowsOf({ name, table, as = "organization", sample = 100, newest }: Rows): Population {
  const from = trusted(table);
  return {
    ...{ name, as, sample, numbered: false },
    newest:
      newest ??
      ((organization, limit) => sql`
        select id::text as key from ${from} where organization_id = ${organization} order by id desc limit ${limit}::int`),
    behind: (organization, place, limit) => sql`
      select id::text as key from ${from}
       where organization_id = ${organization} and id > ${idAt(place)}::uuid
       order by id limit ${limit}::int`,
    placeOf: (key) => BigInt(`0x${key.replaceAll("-", "").slice(0, 16)}`).toString(),
  };
}

/** The last id that begins with these 64 bits: a millisecond and a 4096th within it, of which there is hardly a second one. */
function idAt(place: string): string {
  const hex = BigInt(place).toString(16).padStart(16, "0");
  const rest = place === start ? "0000000000000000" : "ffffffffffffffff";
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12)}-${rest.slice(0, 4)}-${rest.slice(4)}`;
}

type Numbers = Pick<Population, "name" | "as"> & {
  sample?: number;
  /** One row `(last)`: the highest number that was given; none where none was. */
  last(organization: string): Statement;
};

/** Numbers that an organization has given, from 1. */
export function numbersOf({ name, as, sample = 200, last }: Numbers): Population {
  return {
    ...{ name, as, sample, numbered: true },
    newest: (organization, limit) => sql`
      select n::text as key
        from (${last(organization)}) head
       cross join lateral generate_series(greatest(1, head.last::bigint - ${limit}::bigint + 1), head.last::bigint) n
       order by n desc`,
    behind: (organization, place, limit) => sql`
      select n::text as key
        from (${last(organization)}) head
       cross join lateral generate_series(${place}::bigint + 1, least(head.last::bigint, ${place}::bigint + ${limit}::bigint)) n
       order by n`,
    placeOf: (key) => key,
  };
}
