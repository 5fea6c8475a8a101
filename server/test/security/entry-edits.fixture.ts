/** Every way to touch the entries of a trail, each with what it must be called. */
import { createHmac, randomBytes } from "node:crypto";
import type { Client } from "pg";
import { uuidv7 } from "#platform/uuid";
import { covering, type Edit, type NamedEdit, one, type Place, touch } from "./trail-touched.fixture.ts";

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
  expressions.map(
    (expression): NamedEdit => [`${column} = ${expression}`, "entry_altered", alter(column, expression)],
  ),
);

export const entryEdits: NamedEdit[] = [
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
  ...["0", "-1", "-9007199254740990", "-9007199254740991"].map(
    (seq): NamedEdit => [
      `an entry is put before the first one, under ${seq}`,
      "entry_inserted",
      async (client, { heads }, pick) => {
        const { organization } = pick(heads);
        return [one(organization, Number(seq), await copyOf(client, organization, 1, Number(seq)))];
      },
    ],
  ),
  ...["9007199254740990", "9007199254740991"].map(
    (seq): NamedEdit => [
      `an entry is put far behind the last one, under ${seq}`,
      "entry_inserted",
      async (client, { heads }, pick) => {
        const { organization } = pick(heads);
        return [one(organization, Number(seq), await copyOf(client, organization, 1, Number(seq)))];
      },
    ],
  ),
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
];

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
