import { type Statement, sql } from "#platform/db";

/**
 * Who did this to an object: a row `{ actor }` (`buyer:0199…`), or none. One statement, because the relay moves rows from
 * the one table to the other.
 */
export function whoDid(organizationId: string, subjectId: string, action: string): Statement {
  return sql`
    select actor from plinth.audit_entries
     where organization_id = ${organizationId} and subject_id = ${subjectId} and action = ${action}
     union
    select actor from plinth.audit_trail
     where organization_id = ${organizationId} and subject_id = ${subjectId} and action = ${action}
     limit 1`;
}
