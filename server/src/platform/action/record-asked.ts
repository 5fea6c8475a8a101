/** Sensitive reads and exports leave a row in the trail as deeds do: who asked, for what. */
import type { Context } from "#platform/access";
import { entryFor } from "#platform/audit";
import type { Database } from "#platform/db";
import { trailStatement } from "./audit-entries.ts";

/** What was asked: the query by its name, the object if it is about one, and the parameters as they were given. */
export type Asked = {
  action: string;
  subject: { type: string; id: string | null };
  parameters: ReadonlyMap<string, string>;
};

/** @throws when it could not be written: then nothing must be answered. */
export type RecordAsked = (context: Context, asked: Asked) => Promise<void>;

export function recorderIn(database: Pick<Database, "transaction">): RecordAsked {
  return (context, { action, subject, parameters }) =>
    database.transaction(context, async (tx) => {
      const about = { action, subject_type: subject.type, subject_id: subject.id, subject_version: null };
      // no change of anything: it stands where a deed says what it changed
      const entry = entryFor(context, about);
      const changes = JSON.stringify({ asked: Object.fromEntries(parameters) });
      tx.later(trailStatement(context.organizationId, [], [{ ...entry, changes }], []));
    });
}
