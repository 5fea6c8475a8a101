/** Long work in bites: each is a transaction of its own, and all of them are one job that somebody can follow. */
import { sql, type Tx } from "#platform/db";

/**
 * Called by a job in its `run`: with the commit it is not done but ready to be done again, and its attempts count from
 * the start. Its claim stands in the same transaction, so that nobody else has taken it meanwhile.
 * @param input what it goes on with
 */
export async function doAgain(tx: Tx, input: object): Promise<void> {
  // a job's attempt is a request of its own, which has the job's id
  const { organizationId, requestId } = tx.context;
  const [again] = await tx.query(sql`
    update plinth.jobs
       set state = 'ready', finished_at = null, attempts = 0, run_at = plinth.now(), payload = ${JSON.stringify(input)},
           version = version + 1, updated_at = plinth.now()
     where organization_id = ${organizationId} and id = ${requestId} and state = 'done'
    returning id`);
  if (again === undefined) throw new Error("only a job that runs is done again");
}
