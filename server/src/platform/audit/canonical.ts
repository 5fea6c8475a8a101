/**
 * One entry as one text: what is sealed and what is verified is the same for ever, so nothing here may change. A
 * column that comes later joins the text only of entries that have it.
 *
 * Written into the statement, from nothing but PostgreSQL's own functions: a function of ours in the database could be
 * replaced by whoever replaces rows. An array's text tells null from "null" and quotes what would be ambiguous; the
 * time is spelled out, because its own text follows the session's settings. The organization and the number are not
 * in it: the mark joins them.
 */

/** The columns of an entry that the deed wrote, in both tables of the trail. */
export const entryColumns =
  "id, actor, on_behalf_of, people, action, subject_type, subject_id, subject_version, changes, request_id, door, address, occurred_at";

/** SHA-256 of the entry's text; of a row that is called `e`. */
export const entryDigest = `sha256(convert_to(array[
         e.id::text, e.actor, e.on_behalf_of::text, e.people::text, e.action, e.subject_type, e.subject_id::text,
         e.subject_version::text, e.changes, e.request_id, e.door, e.address,
         to_char(e.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
       ]::text, 'UTF8'))`;
