/** The trail as a test finds it, and how somebody with all rights on the database touches it. */
import type { Client } from "pg";

export type Place = { organization: string; seq: number; id: string };
export type SealPlace = { organization: string; first: number; last: number };
export type ValuePlace = { organization: string; entry: string; field: string };
/** The trail as it was before anybody touched it. */
export type Trail = {
  entries: Place[];
  seals: SealPlace[];
  values: ValuePlace[];
  heads: { organization: string; seq: number }[];
};

/** Whom the finding may name (null: what is nobody's): an entry by number, and by id where it still has its own; or a value's entry. */
export type Named = { organization: string | null; first?: number; last?: number; id?: string };

export type Dice = <T>(of: readonly T[]) => T;
export type Edit = (client: Client, trail: Trail, pick: Dice) => Promise<Named[]>;

export async function readTrail(client: Client): Promise<Trail> {
  const rows = async <T>(text: string): Promise<T[]> => (await client.query(text)).rows as T[];
  return {
    entries: await rows(
      "select organization_id as organization, seq::int, id from plinth.audit_trail order by 1, 2",
    ),
    seals: await rows(
      "select organization_id as organization, first_seq::int as first, last_seq::int as last from plinth.audit_seals order by 1, 2",
    ),
    values: await rows(
      "select organization_id as organization, entry_id as entry, field from plinth.audit_values order by 1, 2, 3",
    ),
    heads: await rows("select organization_id as organization, seq::int from plinth.audit_heads order by 1"),
  };
}

/** What is done, what it must be called, and how it is done. */
export type NamedEdit = [name: string, what: string, edit: Edit];

export const one = (organization: string, seq: number, id?: string): Named => ({
  organization,
  first: seq,
  last: seq,
  ...(id === undefined ? {} : { id }),
});

export function covering(seals: SealPlace[], organization: string, seq: number): SealPlace {
  const found = seals.find(
    (seal) => seal.organization === organization && seal.first <= seq && seq <= seal.last,
  );
  if (found === undefined) throw new Error(`entry ${seq} is under no seal`);
  return found;
}

/** An edit that meets nothing proves nothing. */
export async function touch(client: Client, text: string, values: unknown[]): Promise<void> {
  const { rowCount } = await client.query(text, values);
  if (rowCount === 0) throw new Error(`met no row: ${text}`);
}
