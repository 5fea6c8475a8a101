/** Whether the server is still at a statement: asked over another connection, because the one in question says nothing. */
import pg from "pg";

/** @param pid its process at the server @param ageS seconds for which it has been open */
export type Asked = { pid: number; ageS: number };

/**
 * `works`: the server is at it, however long it takes · `waits`: it waits for us, as we do for it · `gone`: to the server
 * there is no such connection.
 */
export type Standing = "works" | "waits" | "gone";

export type Server = {
  /**
   * How these connections stand, in their order; all are of the role that asks. `pooler`: what stands between us and
   * the server gives out process numbers of its own, so that nothing can be said.
   */
  standings(asked: readonly Asked[]): Promise<Standing[] | "pooler">;
  /** Ends them: a transaction on them would keep its locks until the server itself is tired of it. */
  end(pids: readonly number[]): Promise<void>;
};

const withinMs = 2_000;

/** @throws when the server cannot be reached, or does not answer a question within 2 s */
export async function withServer(url: string, work: (server: Server) => Promise<void>): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "plinth probe",
    connectionTimeoutMillis: withinMs,
    query_timeout: withinMs,
  });
  client.on("error", () => {}); // what is under way fails with it
  try {
    await client.connect();
    await work({
      async standings(asked) {
        const { rows } = await client.query<{ me: number; standing: Standing }>(standingsSql, [
          asked.map(({ pid }) => pid),
          asked.map(({ ageS }) => ageS),
        ]);
        const me = processOf(client);
        return rows.every((row) => row.me === me) ? rows.map(({ standing }) => standing) : "pooler";
      },
      async end(pids) {
        if (pids.length > 0) await client.query("select pg_terminate_backend(unnest($1::int[]))", [pids]);
      },
    });
  } finally {
    await client.end().catch(() => {});
  }
}

/** The process that serves a client, as it was told when it connected; @types/pg keeps it to itself. */
export function processOf(client: pg.Client): number {
  return (client as unknown as { processID: number | null }).processID ?? 0;
}

/** Who is much younger than the connection has only been given its number; the margin is for clocks that are set. */
const standingsSql = `
  select pg_backend_pid() as me,
         case when a.pid is null then 'gone' when a.wait_event_type = 'Client' then 'waits' else 'works' end as standing
    from unnest($1::int[], $2::float8[]) with ordinality asked(pid, age_s, place)
    left join pg_stat_activity a
      on a.pid = asked.pid and a.usename = current_user
     and a.backend_start <= clock_timestamp() - make_interval(secs => asked.age_s * 0.9 - 5)
   order by place`;
