/** Erasing what the trail holds about a person: the entries stay, the chain stays valid, the values are gone. */
import Type from "typebox";
import { defineAction, notThere } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { sql, type Tx } from "#platform/db";
import { defineEvent } from "#platform/events";

const valuesErased = defineEvent<{ erased: number }>({
  type: "audit_entry.erased",
  subject: "audit_entry",
  describe: "Personal values of an object were erased from the trail; the subject is that object.",
  data: { erased: "How many." },
});

export const eraseValues = defineAction({
  name: "audit_entries.erase",
  title: "Erase personal values",
  door: "POST /v1/audit_entries/erase",
  permission: "audit:erase",
  whileSuspended: true,
  allows: "Erase the personal values of an object from the trail, for good.",
  stepUp: true,
  wholeOrganization: true,
  describe:
    "Erase what the trail holds of an object's personal fields, before and after. The entries stay and say that values were erased; the trail can still be verified. It does not touch the object itself.",
  input: Type.Object(
    {
      subject_id: Type.String({
        format: "uuid",
        description:
          "The object whose personal values are erased, such as a contact; it may be gone already.",
        examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
      }),
    },
    { additionalProperties: false },
  ),
  output: Type.Object(
    {
      subject_id: Type.String({
        format: "uuid",
        description: "The object.",
        examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
      }),
      erased: Type.Integer({ minimum: 0, description: "How many values there were.", examples: [3] }),
    },
    { description: "What was erased." },
  ),
  status: 200,
  subject: "audit_entry",
  async run(context, tx, { subject_id }) {
    const id = subject_id.toLowerCase();
    const erased = await eraseOf(tx, id);
    if (erased === 0 && !(await isKnown(tx, id))) throw notThere("/subject_id");
    noteChanges(tx, id, { values: { before: erased, after: 0 } });
    valuesErased.emit(tx, context, { id, version: 1 }, { erased });
    return { id, answer: { subject_id: id, erased } };
  },
});

async function eraseOf(tx: Tx, id: string): Promise<number> {
  const [row] = await tx.query<{ erased: number }>(sql`
    with erased as (
      delete from plinth.audit_values
       where organization_id = ${tx.context.organizationId} and subject_id = ${id}
      returning 1
    )
    select count(*)::int as erased from erased`);
  return row?.erased ?? 0;
}

/** Was anything ever done to it here? */
async function isKnown(tx: Tx, id: string): Promise<boolean> {
  const { organizationId } = tx.context;
  const [row] = await tx.query<{ known: boolean }>(sql`
    select exists (select from plinth.audit_trail where organization_id = ${organizationId} and subject_id = ${id})
        or exists (select from plinth.audit_entries where organization_id = ${organizationId} and subject_id = ${id}) as known`);
  return row?.known === true;
}
