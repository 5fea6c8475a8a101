/** What is true of those who belong to an organization. What they are called is held to by identity, which knows them. */
import { sql } from "#platform/db";
import { defineInvariant, type Invariant, rowsOf } from "#platform/invariants";

const invitations = rowsOf({ name: "invitations", table: "invitations" });

export const organizationsInvariants: Invariant[] = [
  defineInvariant({
    name: "whoever_accepted_belongs",
    describe: "Whoever accepted an invitation belongs to the organization, or did.",
    of: invitations,
    noun: "invitation",
    // scope: the organization's own look, which sees everybody
    violations: ({ organization, keys }) => sql`
      select i.id::text as key, null as says
        from unnest(${keys}::uuid[]) k(id)
        join invitations i on i.organization_id = ${organization} and i.id = k.id
       where (i.accepted_at is null) <> (i.accepted_by is null)
          or (i.accepted_by is not null
              and not exists (select from members m where m.organization_id = ${organization} and m.id = i.accepted_by)
              and not exists (select from buyers b where b.organization_id = ${organization} and b.id = i.accepted_by))`,
  }),
];

/** As whom an organization knows its people, `(id, name, email, ended_at)`, as a part of the statements of others. */
export const membersOf = (organizationId: string) =>
  sql`select id, name, email, ended_at from members where organization_id = ${organizationId}`;

/** The same of those who buy there. */
export const buyersOf = (organizationId: string) =>
  // scope: for the organization's own look, which sees everybody
  sql`select id, name, email, ended_at from buyers where organization_id = ${organizationId}`;

/** They are read together with what no organization may read of people. */
export const memberPopulation = rowsOf({ name: "members", table: "members", as: "system" });
export const buyerPopulation = rowsOf({ name: "buyers", table: "buyers", as: "system" });
