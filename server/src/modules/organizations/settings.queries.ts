/** The SQL of what an organization has chosen. There is no row before the first choice. */
import type { Context } from "#platform/access";
import type { Services } from "#platform/action";
import { sql, type Tx } from "#platform/db";
import type { ChosenRow } from "./settings-document.ts";

export async function readSettings(read: Services["read"], context: Context): Promise<ChosenRow> {
  const [row] = await read<ChosenRow>(
    context,
    sql`select chosen, version from settings where organization_id = ${context.organizationId}`,
  );
  return row ?? { chosen: "{}", version: 1 };
}

/** Locks the row, which is made for it: two who choose for the first time take turns as well. */
export async function lockSettings(tx: Tx): Promise<ChosenRow> {
  const { organizationId } = tx.context;
  await tx.query(
    sql`insert into settings (organization_id) values (${organizationId}) on conflict do nothing`,
  );
  const [row] = await tx.query<ChosenRow>(
    sql`select chosen, version from settings where organization_id = ${organizationId} for update`,
  );
  if (row === undefined) throw new Error("the settings disappeared while they were being changed");
  return row;
}

export async function writeSettings(tx: Tx, chosen: string): Promise<void> {
  await tx.query(sql`
    update settings
       set chosen = ${chosen}, version = version + 1, updated_at = plinth.now()
     where organization_id = ${tx.context.organizationId}`);
}
