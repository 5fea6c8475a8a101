/** What must hold after any load: being fast by being wrong is no result. */
import pg from "pg";

/** @throws when stock was promised twice, or promised and not noted. */
export async function checkStock(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ wrong: number; oversold: number }>(`
      select count(*) filter (where l.reserved <> coalesce(r.held, 0))::int as wrong,
             count(*) filter (where l.reserved > l.on_hand)::int as oversold
        from stock_levels l
        left join (select organization_id, product_id, warehouse_id, sum(quantity) as held
                     from reservations
                    where released_at is null
                    group by organization_id, product_id, warehouse_id) r using (organization_id, product_id, warehouse_id)`);
    const [found] = rows;
    if (found === undefined || found.wrong + found.oversold > 0) {
      throw new Error(
        `${found?.oversold} stock levels are oversold, ${found?.wrong} do not add up to their reservations`,
      );
    }
  } finally {
    await client.end();
  }
}
