/** What a person calls themselves and where they are written to, in every organization that they belong to. */
import { actFor } from "#platform/action";
import { changesBetween, noteChanges } from "#platform/audit";
import { type PersonTx, sql } from "#platform/db";
import { buyerUpdated, memberUpdated } from "../events.ts";

type Named = { name: string; email: string };

/** What they are somewhere, at the version that it has now, and how they were named there before. */
type Renamed = Named & { organization_id: string; kind: "member" | "buyer"; version: number };

/**
 * Changes name and address everywhere, also where they left: documents and the trail name them. Each organization's
 * trail has a row of it, as of every other change of its objects.
 * @param action the verb of the person's own by which it was done
 */
export async function renameMember(
  tx: PersonTx,
  userId: string,
  action: string,
  { name, email }: Named,
): Promise<void> {
  // the function knows whose rows they are: those of the human who acts
  const renamed = await tx.query<Renamed>(sql`
    select organization_id, kind, version, name, email
      from plinth.rename_member(${name}, ${email})`);
  for (const { organization_id, kind, version, ...before } of renamed) {
    const changes = changesBetween(before, { name, email }, new Set(["name", "email"]));
    const updated = kind === "member" ? memberUpdated : buyerUpdated;
    await actFor(
      tx,
      organization_id,
      async (inside) => {
        noteChanges(inside, userId, changes);
        updated.emit(inside, inside.context, { id: userId, version }, { changed: Object.keys(changes) });
      },
      () => [{ action, subject: { type: kind, id: userId, version } }],
      kind,
    );
  }
}
