/** Looks after what was begun and left lying: a caller that went away, a process that died between the two halves. */
import Type from "typebox";
import { noteDeed } from "#platform/audit";
import { takeInBites } from "#platform/bites";
import { type Database, sql, type Tx, trusted } from "#platform/db";
import { defineJob, TryLater } from "#platform/jobs";
import { subjectTypeOf } from "./audit-entries.ts";
import { type Action, isRefused, resourceOf } from "./define-action.ts";
import { type Intent, type LeftRow, leftIntent, lockIntent, markDone, opened } from "./intents.ts";

/** Told by the composition root, which alone knows all verbs. */
let verbNamed: (name: string) => Action | undefined = () => undefined;

export function resumeWith(actions: readonly Action[]): void {
  const byName = new Map(
    actions.filter(({ outside }) => outside !== undefined).map((action) => [action.name, action]),
  );
  verbNamed = (name) => byName.get(name);
}

type Left = { action: Action; intent: Intent; outcome: unknown };

export const resumeIntent = defineJob({
  name: "intent.resume",
  describe: "Finishes a request whose outside call was begun and whose answer nobody has kept.",
  input: Type.Object({ intent_id: Type.String({ format: "uuid" }) }, { additionalProperties: false }),
  queue: "outside",
  subject: ({ intent_id }) => ({ type: "intent", id: intent_id }),
  async prepare(context, { intent_id }, services): Promise<Left | undefined> {
    const [row] = await services.read<LeftRow>(context, leftIntent(context.organizationId, intent_id));
    if (row === undefined) return undefined; // the caller had its answer
    if (row.held) throw new TryLater(15_000, "in_progress", "Somebody is at it at the moment.");
    const action = verbNamed(row.action);
    if (action?.outside === undefined)
      throw new TryLater(60_000, "unknown_verb", "This version of the program does not know the verb.");
    const intent = opened(services.keyRing, row);
    const { outbound, keyRing, publicUrl, read, signal } = services;
    const means = { outbound, keyRing, publicUrl, read, signal, begunAt: intent.begunAt };
    return { action, intent, outcome: await action.outside.call(context, intent.intent, means) };
  },
  async run(context, tx, _input, left) {
    if (left === undefined) return;
    const { action, intent, outcome } = left;
    await lockIntent(tx, intent.id);
    const ending = await action.outside?.outcome(context, tx, intent.input, intent.intent, outcome);
    markDone(tx, intent.id);
    if (ending === undefined || isRefused(ending)) return;
    // the deed was its caller's, and stands in the trail as theirs; this is what the system found out about it
    const version = await versionOf(tx, action, intent.subjectId);
    noteDeed(context, tx, {
      action: action.name,
      subject: { type: subjectTypeOf(action), id: intent.subjectId, version },
    });
  },
});

async function versionOf(tx: Tx, action: Action, id: string): Promise<number> {
  const { table } = resourceOf(action) ?? {};
  if (table === undefined) return 1;
  const [row] = await tx.query<{ version: number }>(sql`
    select version from ${trusted(table)} where organization_id = ${tx.context.organizationId} and id = ${id}`);
  return row?.version ?? 1;
}

const keptHours = 48;
const mostAtOnce = 5_000;

/** Forgets what was done two days ago: nobody repeats a request that long. @returns how many went */
export function purgeIntents(database: Pick<Database, "system">): Promise<number> {
  return takeInBites("intents", mostAtOnce, () => purgeSome(database));
}

async function purgeSome(database: Pick<Database, "system">): Promise<number> {
  const gone = await database.system(sql`
    delete from plinth.intents
     where ctid = any (array(select ctid from plinth.intents
                              where created_at < now() - ${keptHours} * interval '1 hour' and done_at is not null
                              order by created_at limit ${mostAtOnce}
                                for update skip locked))
    returning id`);
  return gone.length;
}
