import type { Context } from "#platform/access";
import { sql, type Tx } from "#platform/db";

/** Founds the first warehouse of a new organization. */
export async function seedWarehouse(context: Context, tx: Tx): Promise<void> {
  await tx.query(sql`
    insert into warehouses (organization_id, code, name, priority)
    values (${context.organizationId}, 'MAIN', 'Main warehouse', 10)`);
}
