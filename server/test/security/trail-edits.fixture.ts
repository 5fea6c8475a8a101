/** Every way in which somebody with all rights on the database may touch the trail, each with what it must be called. */
import { createHmac, randomBytes } from "node:crypto";
import type { Client } from "pg";
import { uuidv7 } from "#platform/uuid";

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

/** Whom the finding may name: an entry by number, and by id where it still has its own; or a value's entry. */
export type Named = { organization: string; first?: number; last?: number; id?: string };

export type Dice = <T>(of: readonly T[]) => T;
type Edit = (client: Client, trail: Trail, pick: Dice) => Promise<Named[]>;

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

/** Expressions that differ from what the column holds. */
const otherValues: Record<string, string[]> = {
  id: ["uuidv7()"],
  actor: ["actor || 'x'", "upper(actor)", "''"],
  on_behalf_of: ["case when on_behalf_of is null then uuidv7() end", "uuidv7()"],
  people: ["people || uuidv7()", "case when people = '{}' then array[uuidv7()] else '{}' end"],
  action: ["action || ' '", "'orders.cancel.'"],
  subject_type: ["subject_type || 's'"],
  subject_id: ["uuidv7()", "case when subject_id is null then uuidv7() end"],
  subject_version: ["coalesce(subject_version, 0) + 1", "case when subject_version is null then 0 end"],
  changes: ["changes || ' '", "replace(changes, '}', ',\"x\":1}')"],
  request_id: ["request_id || 'x'", "'null'"],
  door: ["'door ' || door"],
  address: ["coalesce(address, '') || '9'", "case when address is null then '' end"],
  occurred_at: ["occurred_at + interval '1 microsecond'", "occurred_at - interval '1 year'"],
};

const columns =
  "id, actor, on_behalf_of, people, action, subject_type, subject_id, subject_version, changes, request_id, door, address, occurred_at";

const alter =
  (column: string, expression: string): Edit =>
  async (client, { entries }, pick) => {
    const { organization, seq, id } = pick(entries);
    await touch(
      client,
      `update plinth.audit_trail set ${column} = ${expression} where organization_id = $1 and seq = $2`,
      [organization, seq],
    );
    return [one(organization, seq, column === "id" ? undefined : id)];
  };

const alterations = Object.entries(otherValues).flatMap(([column, expressions]) =>
  expressions.map((expression): [string, string, Edit] => [
    `${column} = ${expression}`,
    "entry_altered",
    alter(column, expression),
  ]),
);

export const edits: [name: string, what: string, edit: Edit][] = [
  ...alterations,
  [
    "an entry is deleted",
    "entry_missing",
    async (client, { entries }, pick) => {
      const { organization, seq } = pick(entries);
      await remove(client, organization, seq);
      return [one(organization, seq)];
    },
  ],
  [
    "an entry is deleted, and the later ones close up",
    "entry_missing",
    async (client, { entries }, pick) => {
      const { organization, seq } = pick(entries);
      await remove(client, organization, seq);
      await shift(client, organization, seq, -1);
      return [one(organization, seq)];
    },
  ],
  [
    "an entry is put behind the last one",
    "entry_inserted",
    async (client, { heads }, pick) => {
      const { organization, seq } = pick(heads);
      return [one(organization, seq + 1, await copyOf(client, organization, 1, seq + 1))];
    },
  ],
  [
    "an entry is put before the first one",
    "entry_inserted",
    async (client, { heads }, pick) => {
      const { organization } = pick(heads);
      return [one(organization, 0, await copyOf(client, organization, 1, 0))];
    },
  ],
  [
    "an entry is put in between, and the later ones make room",
    "entry_inserted",
    async (client, { entries }, pick) => {
      const { organization, seq } = pick(entries);
      await shift(client, organization, seq, 1);
      return [one(organization, seq, await copyOf(client, organization, seq + 1, seq))];
    },
  ],
  [
    "entries are put behind the last one under a seal of another key, and the head knows it",
    "seal_altered",
    async (client, { heads }, pick) => {
      const { organization, seq } = pick(heads);
      const id = await copyOf(client, organization, 1, seq + 1);
      await copyOf(client, organization, 1, seq + 2);
      const key = randomBytes(32);
      const mac = () => createHmac("sha256", key).update(randomBytes(8)).digest();
      const seal = mac();
      await touch(
        client,
        "insert into plinth.audit_seals (organization_id, first_seq, last_seq, marks, seal) values ($1, $2, $3, $4, $5)",
        [organization, seq + 1, seq + 2, mac(), seal],
      );
      await touch(client, "update plinth.audit_heads set seq = $2, seal = $3 where organization_id = $1", [
        organization,
        seq + 2,
        seal,
      ]);
      return [one(organization, seq + 1, id)];
    },
  ],
  [
    "an entry is altered, and its mark with it",
    "seal_altered",
    async (client, { entries, seals }, pick) => {
      const { organization, seq, id } = pick(entries);
      const { first } = covering(seals, organization, seq);
      await touch(
        client,
        "update plinth.audit_trail set door = door || '!' where organization_id = $1 and seq = $2",
        [organization, seq],
      );
      await touch(
        client,
        "update plinth.audit_seals set marks = overlay(marks placing $3 from $4) where organization_id = $1 and first_seq = $2",
        [organization, first, randomBytes(16), (seq - first) * 16 + 1],
      );
      return [one(organization, seq, id)];
    },
  ],
  [
    "two entries change places",
    "entry_reordered",
    async (client, { entries }, pick) => {
      const a = pick(entries);
      const b = pick(
        entries.filter(({ organization, seq }) => organization === a.organization && seq !== a.seq),
      );
      await renumber(client, a, -1);
      await renumber(client, b, a.seq);
      await renumber(client, { ...a, seq: -1 }, b.seq);
      return [one(a.organization, Math.min(a.seq, b.seq), a.seq < b.seq ? b.id : a.id)];
    },
  ],
  [
    "an entry gets a number that is free",
    "entry_reordered",
    async (client, { entries, heads }, pick) => {
      const place = pick(entries);
      const head = heads.find(({ organization }) => organization === place.organization);
      await renumber(client, place, (head?.seq ?? 0) + pick([1, 2, 1_000]));
      return [one(place.organization, place.seq, place.id)];
    },
  ],
  [
    "an entry is moved to another organization",
    "entry_missing or entry_inserted",
    async (client, { entries, heads }, pick) => {
      const { organization, seq, id } = pick(entries);
      const other = pick(heads.filter((head) => head.organization !== organization));
      await touch(
        client,
        "update plinth.audit_trail set organization_id = $3, seq = $4 where organization_id = $1 and seq = $2",
        [organization, seq, other.organization, other.seq + 1],
      );
      return [one(organization, seq), one(other.organization, other.seq + 1, id)];
    },
  ],
  [
    "two organizations exchange an entry",
    "entry_altered",
    async (client, { entries }, pick) => {
      const a = pick(entries);
      const b = pick(
        entries.filter(({ organization, seq }) => organization !== a.organization && seq === a.seq),
      );
      const move =
        "update plinth.audit_trail set organization_id = $3, seq = $4 where organization_id = $1 and seq = $2";
      await touch(client, move, [a.organization, a.seq, a.organization, -1]);
      await touch(client, move, [b.organization, b.seq, a.organization, a.seq]);
      await touch(client, move, [a.organization, -1, b.organization, b.seq]);
      return [one(a.organization, a.seq, b.id), one(b.organization, b.seq, a.id)];
    },
  ],
  ["a mark is altered", "seal_altered", onSeal("marks = overlay(marks placing '\\xabcdef'::bytea from 3)")],
  ["a seal is altered", "seal_altered", onSeal("seal = overlay(seal placing sha256(seal) from 1)")],
  ["a seal is emptied", "seal_altered", onSeal("seal = ''")],
  [
    "the time of a seal is altered",
    "seal_altered",
    onSeal("sealed_at = sealed_at + interval '1 microsecond'"),
  ],
  [
    "a seal claims one entry more",
    "seal_altered",
    async (client, { seals }, pick) => {
      const place = pick(seals);
      const assignments = "last_seq = last_seq + 1, marks = marks || substring(marks from 1 for 16)";
      await changeSeal(client, place, assignments);
      // the entry that it claims is the one that does not fit
      return [{ ...place, last: place.last + 1 }];
    },
  ],
  [
    "a seal claims one entry less",
    "seal_altered",
    async (client, { seals }, pick) => {
      const place = pick(seals.filter(({ first, last }) => last > first));
      return await changeSeal(
        client,
        place,
        "last_seq = last_seq - 1, marks = substring(marks from 1 for length(marks) - 16)",
      );
    },
  ],
  [
    "a seal gets another number",
    "seal_missing",
    onSeal("first_seq = first_seq + 100000, last_seq = last_seq + 100000"),
  ],
  [
    "a seal is deleted",
    "seal_missing",
    async (client, { seals }, pick) => {
      const { organization, first, last } = pick(seals);
      await touch(client, "delete from plinth.audit_seals where organization_id = $1 and first_seq = $2", [
        organization,
        first,
      ]);
      return [{ organization, first, last }];
    },
  ],
  [
    "a seal is deleted with its entries",
    "entry_missing",
    async (client, { seals }, pick) => {
      const { organization, first, last } = pick(seals);
      await touch(client, "delete from plinth.audit_seals where organization_id = $1 and first_seq = $2", [
        organization,
        first,
      ]);
      await touch(
        client,
        "delete from plinth.audit_trail where organization_id = $1 and seq between $2 and $3",
        [organization, first, last],
      );
      return [one(organization, first)];
    },
  ],
  [
    "two seals change places",
    "seal_altered",
    async (client, { seals }, pick) => {
      const a = pick(seals);
      const b = pick(
        seals.filter(({ organization, first }) => organization === a.organization && first !== a.first),
      );
      await touch(
        client,
        `update plinth.audit_seals s set seal = o.seal, sealed_at = o.sealed_at
           from plinth.audit_seals o
          where s.organization_id = $1 and o.organization_id = $1
            and (s.first_seq, o.first_seq) in (($2, $3), ($3, $2))`,
        [a.organization, a.first, b.first],
      );
      const earlier = a.first < b.first ? a : b;
      return [{ organization: a.organization, first: earlier.first, last: earlier.last }];
    },
  ],
  [
    "a second seal is put in",
    "seal_inserted",
    async (client, { seals }, pick) => {
      const { organization, first, last } = pick(seals.filter((seal) => seal.last > seal.first));
      await touch(
        client,
        `insert into plinth.audit_seals (organization_id, first_seq, last_seq, marks, seal)
         select organization_id, last_seq, last_seq, substring(marks from 1 for 16), seal
           from plinth.audit_seals where organization_id = $1 and first_seq = $2`,
        [organization, first],
      );
      return [{ organization, first, last }];
    },
  ],
  ["a head goes back", "head_altered", onHead("seq = seq - 1")],
  ["a head goes forth", "head_altered", onHead("seq = seq + 1")],
  ["a head gets another seal", "head_altered", onHead("seal = sha256(seal)")],
  ["a head loses its seal", "head_altered", onHead("seal = null")],
  ["a head starts anew", "head_altered", onHead("seq = 0, seal = null")],
  [
    "a head is deleted",
    "head_missing",
    async (client, { heads }, pick) => {
      const { organization, seq } = pick(heads);
      await touch(client, "delete from plinth.audit_heads where organization_id = $1", [organization]);
      return [one(organization, seq)];
    },
  ],
  [
    "a trail is deleted as a whole",
    "trail_missing",
    async (client, { heads }, pick) => {
      const { organization } = pick(heads);
      for (const table of ["audit_heads", "audit_seals", "audit_trail", "audit_values"])
        await client.query(`delete from plinth.${table} where organization_id = $1`, [organization]);
      return [{ organization }];
    },
  ],
  ["a personal value is altered", "value_altered", onValue("after = coalesce(after, '') || 'x'")],
  [
    "a personal value is put where there was none",
    "value_altered",
    onValue("before = coalesce(before, '') || '\"x\"'"),
  ],
  [
    "the salt of a personal value is altered",
    "value_altered",
    onValue("salt = overlay(salt placing substring(sha256(salt) from 1 for 16) from 1)"),
  ],
  ["a personal value is told of another field", "value_altered", onValue("field = field || 's'")],
  ["a personal value is told of somebody else", "value_altered", onValue("subject_id = uuidv7()")],
  [
    "a personal value is put in for no entry",
    "value_without_entry",
    async (client, { values }, pick) => {
      const { organization, entry, field } = pick(values);
      const id = uuidv7();
      await touch(
        client,
        `insert into plinth.audit_values (organization_id, entry_id, field, subject_id, salt, before, after)
         select organization_id, $4, field, subject_id, salt, before, after from plinth.audit_values
          where organization_id = $1 and entry_id = $2 and field = $3`,
        [organization, entry, field, id],
      );
      return [{ organization, id }];
    },
  ],
];

const one = (organization: string, seq: number, id?: string): Named => ({
  organization,
  first: seq,
  last: seq,
  ...(id === undefined ? {} : { id }),
});

function onSeal(assignments: string): Edit {
  return (client, { seals }, pick) => changeSeal(client, pick(seals), assignments);
}

async function changeSeal(client: Client, place: SealPlace, assignments: string): Promise<Named[]> {
  const { organization, first, last } = place;
  await touch(
    client,
    `update plinth.audit_seals set ${assignments} where organization_id = $1 and first_seq = $2`,
    [organization, first],
  );
  return [{ organization, first, last }];
}

function onHead(assignments: string): Edit {
  return async (client, { heads, seals }, pick) => {
    const { organization, seq } = pick(heads);
    await touch(client, `update plinth.audit_heads set ${assignments} where organization_id = $1`, [
      organization,
    ]);
    const { last } = covering(seals, organization, seq);
    // one that claims more than is sealed lets what it claims look missing
    return [{ organization, first: last, last: last + 1 }];
  };
}

function onValue(assignments: string): Edit {
  return async (client, { values }, pick) => {
    const { organization, entry, field } = pick(values);
    await touch(
      client,
      `update plinth.audit_values set ${assignments} where organization_id = $1 and entry_id = $2 and field = $3`,
      [organization, entry, field],
    );
    return [{ organization, id: entry }];
  };
}

function covering(seals: SealPlace[], organization: string, seq: number): SealPlace {
  const found = seals.find(
    (seal) => seal.organization === organization && seal.first <= seq && seq <= seal.last,
  );
  if (found === undefined) throw new Error(`entry ${seq} is under no seal`);
  return found;
}

async function remove(client: Client, organization: string, seq: number): Promise<void> {
  await touch(client, "delete from plinth.audit_trail where organization_id = $1 and seq = $2", [
    organization,
    seq,
  ]);
}

async function renumber(client: Client, { organization, seq }: Omit<Place, "id">, to: number): Promise<void> {
  await touch(client, "update plinth.audit_trail set seq = $3 where organization_id = $1 and seq = $2", [
    organization,
    seq,
    to,
  ]);
}

/** In two steps, because numbers are unique at every moment. */
async function shift(client: Client, organization: string, from: number, by: number): Promise<void> {
  const far = 1_000_000;
  await client.query(
    "update plinth.audit_trail set seq = seq + $3 where organization_id = $1 and seq >= $2",
    [organization, from, far],
  );
  await client.query(
    "update plinth.audit_trail set seq = seq - $3 where organization_id = $1 and seq >= $2",
    [organization, from + far, far - by],
  );
}

/** @returns the id of the entry that was put in */
async function copyOf(client: Client, organization: string, of: number, seq: number): Promise<string> {
  const id = uuidv7();
  await touch(
    client,
    `insert into plinth.audit_trail (organization_id, seq, ${columns})
     select organization_id, $3, ${columns.replace("id,", "$4,")} from plinth.audit_trail
      where organization_id = $1 and seq = $2`,
    [organization, of, seq, id],
  );
  return id;
}

/** An edit that meets nothing proves nothing. */
async function touch(client: Client, text: string, values: unknown[]): Promise<void> {
  const { rowCount } = await client.query(text, values);
  if (rowCount === 0) throw new Error(`met no row: ${text}`);
}
