/**
 * The shape of the database as text, to be kept beside the migrations and compared: a review sees
 * what a migration really did to tables, policies and grants, and CI sees when somebody forgot.
 *
 * Made from the catalogs by ourselves: the embedded PostgreSQL brings no pg_dump, and that of
 * another machine writes another version's text. It is read and compared, never executed.
 */
import { diff } from "node:util";
import { withConnection } from "./one-connection.ts";
import { catalogSections } from "./schema-catalog.ts";

const preamble =
  "-- The schema after all migrations, written by `npm run schema`. Not executed, not edited by hand.";

/**
 * Extensions, schemas, types, functions, tables with constraints, indexes, Row Level Security and
 * policies, views, owners and grants: the same text for the same schema, whatever its history.
 *
 * @param ownerUrl a role that may read the catalogs of the database (any may)
 */
export async function dumpSchema(ownerUrl: string): Promise<string> {
  return withConnection(ownerUrl, async (client) => {
    // Names come out with their schema only when no path leads to them.
    await client.query(
      "begin isolation level repeatable read read only; set local search_path = ''; set local timezone = 'UTC'",
    );
    const sections: string[] = [];
    for (const { heading, sql } of catalogSections) {
      const { rows } = await client.query<{ text: string }>(sql);
      if (rows.length > 0) sections.push(`-- ${heading}`, ...rows.map((row) => row.text));
    }
    await client.query("rollback");
    return `${[preamble, ...sections].join("\n\n")}\n`;
  });
}

/** The lines in which two dumps differ, `-` for those only in `kept`, `+` for those only in `found`; empty when none. */
export function schemaDifference(kept: string, found: string): string {
  // node's signs are those of an assertion: 1 is what the first one has and the second has not
  return diff(kept.split("\n"), found.split("\n"))
    .filter(([sign]) => sign !== 0)
    .map(([sign, line]) => `${sign === 1 ? "-" : "+"} ${line}`)
    .join("\n");
}
