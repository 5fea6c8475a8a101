/** Every way to touch seals, heads and personal values, each with what it must be called. */
import type { Client } from "pg";
import { uuidv7 } from "#platform/uuid";
import {
  covering,
  type Edit,
  type Named,
  type NamedEdit,
  one,
  type SealPlace,
  touch,
} from "./trail-touched.fixture.ts";

export const sealEdits: NamedEdit[] = [
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
  ...[0, -9_007_199_254_740_991].map(
    (seq): NamedEdit => [
      `a second seal is put before the first one, from ${seq}`,
      "seal_inserted",
      async (client, { seals }, pick) => {
        const { organization, first } = pick(seals);
        await touch(
          client,
          `insert into plinth.audit_seals (organization_id, first_seq, last_seq, marks, seal)
           select organization_id, $3, $3, substring(marks from 1 for 16), seal
             from plinth.audit_seals where organization_id = $1 and first_seq = $2`,
          [organization, first, seq],
        );
        return [one(organization, seq)];
      },
    ],
  ),
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
    "a personal value is deleted",
    "value_missing",
    async (client, { values }, pick) => {
      const { organization, entry, field } = pick(values);
      await touch(
        client,
        "delete from plinth.audit_values where organization_id = $1 and entry_id = $2 and field = $3",
        [organization, entry, field],
      );
      return [{ organization, id: entry }];
    },
  ],
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
