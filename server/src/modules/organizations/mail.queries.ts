/** Whom the organization's own doings may write to, and in whose name. */
import { type Statement, sql } from "#platform/db";

/** One row `{ name }`. */
export function nameOfOrganization(organizationId: string): Statement {
  return sql`select name from organizations where id = ${organizationId} and organization_id = ${organizationId}`;
}

/** A row `{ id, name, email, contactId }` for somebody who buys here at the moment, or none. */
export function buyerToWriteTo(organizationId: string, userId: string): Statement {
  // scope: asked by the organization's own jobs, which see every buyer
  return sql`
    select id, name, email, contact_id as "contactId"
      from buyers
     where organization_id = ${organizationId} and id = ${userId} and ended_at is null`;
}

export type MemberToWriteTo = { id: string; name: string; email: string; locale: string };

/** The member, if they are still there; otherwise, and where none is named, everybody who owns the organization. */
export function membersWhoAnswer(organizationId: string, userId: string | null): Statement {
  return sql`
    with answering as (
      select id, name, email, id = ${userId}::uuid as named
        from members
       where organization_id = ${organizationId} and ended_at is null and (id = ${userId}::uuid or role = 'owner')
    ), chosen as (
      select id, name, email from answering
       where named or not exists (select from answering where named)
    )
    select c.id, c.name, c.email, coalesce(l.locale, 'en') as locale
      from chosen c
      left join plinth.languages_of_members((select array_agg(id) from chosen)) l on l.id = c.id
     order by c.id`;
}
