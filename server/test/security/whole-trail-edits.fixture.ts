/** Every way to touch a trail as a whole and what seals it, each with what it must be called. */
import type { Client } from "pg";
import { uuidv7 } from "#platform/uuid";
import { covering, type NamedEdit, one, touch } from "./trail-touched.fixture.ts";

const nobody = "00000000-0000-0000-0000-000000000000";

export const wholeTrailEdits: NamedEdit[] = [
  [
    "two organizations exchange their whole trails",
    "seal_altered",
    async (client, { heads, seals }, pick) => {
      const a = pick(heads);
      const b = pick(heads.filter(({ organization }) => organization !== a.organization));
      for (const table of ["audit_heads", "audit_seals", "audit_trail", "audit_values"])
        for (const [from, to] of [
          [a.organization, nobody],
          [b.organization, a.organization],
          [nobody, b.organization],
        ])
          await client.query(`update plinth.${table} set organization_id = $2 where organization_id = $1`, [
            from,
            to,
          ]);
      return [a, b].map(({ organization }) => {
        const other = organization === a.organization ? b : a;
        return { organization, first: 1, last: covering(seals, other.organization, 1).last };
      });
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
  [
    "a trail is deleted as a whole, with all that says that there was one but the organization, and a deed waits",
    "trail_missing",
    async (client, { heads }, pick) => {
      const { organization } = pick(heads);
      for (const table of ["audit_heads", "audit_seals", "audit_trail", "audit_values", "organization_feed"])
        await client.query(`delete from plinth.${table} where organization_id = $1`, [organization]);
      await wait(client, organization, "uuidv7()", "2 hours");
      return [{ organization }];
    },
  ],
  [
    "an entry is put where deeds leave theirs, under the id of one that is sealed",
    "entry_repeated",
    async (client, { entries }, pick) => {
      const { organization, seq, id } = pick(entries);
      await wait(client, organization, `'${id}'`, "0 hours");
      return [one(organization, seq, id)];
    },
  ],
  [
    "an entry is kept from being sealed",
    "entry_unsealed",
    async (client, { heads }, pick) => {
      const { organization } = pick(heads);
      const id = uuidv7();
      await wait(client, organization, `'${id}'`, "-61 seconds");
      return [{ organization, id }];
    },
  ],
  [
    "the lock is taken away under which sealing goes on",
    "lock_missing",
    async (client) => {
      await touch(client, "delete from plinth.feed_head where name = 'audit'", []);
      return [{ organization: null }];
    },
  ],
  ...["garbage", "AAAAAAAA.AAAA", null].map(
    (key): NamedEdit => [
      `a key is put in: ${key ?? "one that was altered"}`,
      "key_altered",
      async (client) => {
        const text = key === null ? "overlay(key_sealed placing 'AAAA' from 30)" : `'${key}'`;
        await touch(
          client,
          `insert into plinth.audit_keys (key_sealed) select ${text} from plinth.audit_keys limit 1`,
          [],
        );
        return [{ organization: null }];
      },
    ],
  ),
];

/** A deed of the organization that nobody has sealed. @param id an expression @param later than now, an interval */
async function wait(client: Client, organization: string, id: string, later: string): Promise<void> {
  await touch(
    client,
    `insert into plinth.audit_entries (organization_id, id, actor, action, subject_type, request_id, door, occurred_at)
     values ($1, ${id}, 'system:test', 'things.make', 'thing', 'r', 'test', now() + $2::interval)`,
    [organization, later],
  );
}
