/** One good request for every verb that moves on what stands still. */
import type { TestApp } from "./app.ts";
import type { Requested } from "./every-action.ts";
import { execute } from "./execute.ts";
import { testPerson } from "./people.ts";
import type { Shop } from "./shop.ts";

/** A job that gave up, as a worker leaves it. @param wish columns that are otherwise */
export async function deadJob(
  { database }: Pick<TestApp, "database">,
  organization: string,
  wish: Record<string, unknown> = {},
): Promise<string> {
  const row = {
    kind: "nothing.do",
    queue: "default",
    state: "dead",
    payload: "{}",
    attempts: 20,
    most_attempts: 20,
    error_code: "timeout",
    error_detail: "The other side did not answer.",
    started_at: "2026-01-01T00:00:00Z",
    finished_at: "2026-01-01T00:00:01Z",
    ...wish,
  };
  const [made] = await execute(
    database.adminUrl,
    `with job as (
       insert into plinth.jobs (organization_id, kind, queue, state, payload, subject_type, subject_id, destination_id, attempts,
                                most_attempts, error_code, error_detail, started_at, finished_at)
       select $1, kind, queue, state, payload, subject_type, subject_id, destination_id, attempts, most_attempts, error_code,
              error_detail, started_at, finished_at
         from json_to_record($2::json) as x(kind text, queue text, state text, payload text, subject_type text, subject_id uuid,
              destination_id uuid, attempts int, most_attempts int, error_code text, error_detail text,
              started_at timestamptz, finished_at timestamptz)
       returning *
     ), error as (
       insert into plinth.job_errors (organization_id, job_id, attempt, code, detail, started_at, failed_at)
       select organization_id, id, attempts, error_code, error_detail, started_at, coalesce(finished_at, started_at) from job
     )
     select id from job`,
    [organization, JSON.stringify(row)],
  );
  return String(made?.id);
}

/** Something that stands still. @param owner the member who looks after it */
export async function openItem(
  { database }: Pick<TestApp, "database">,
  organization: string,
  owner: string | null = null,
): Promise<string> {
  const [made] = await execute(
    database.adminUrl,
    `insert into plinth.inbox_items (organization_id, kind, key, subject_type, because, since, owner_user_id)
     values ($1, 'dead_letters', $2, 'job', 'A job gave up.', now(), $3) returning id`,
    [organization, `walk ${++items}`, owner],
  );
  return String(made?.id);
}
let items = 0;

const current = { "if-match": '"1"' };
const reason = "The other side is back.";

const decided =
  (verb: string): Requested =>
  async (s, t) => ({
    method: "POST",
    path: `/v1/dead_letters/${await deadJob(t, s.organization)}/${verb}`,
    body: { reason },
    headers: current,
  });

const decidedOfCause =
  (verb: string): Requested =>
  async (s, t) => {
    const id = await deadJob(t, s.organization);
    const body = { reason, kind: "nothing.do", error_code: "timeout", dead_letter_ids: [id] };
    return { method: "POST", path: `/v1/dead_letters/${verb}`, body };
  };

const onItem =
  (verb: string, body: (s: Shop, t: TestApp) => Promise<object>): Requested =>
  async (s, t) => ({
    method: "POST",
    path: `/v1/inbox/${await openItem(t, s.organization)}/${verb}`,
    body: await body(s, t),
    headers: current,
  });

export const operationsRequests: Record<string, Requested> = {
  "dead_letters.replay": decided("replay"),
  "dead_letters.discard": decided("discard"),
  "dead_letters.replay_all": decidedOfCause("replay"),
  "dead_letters.discard_all": decidedOfCause("discard"),
  "inbox.assign": onItem("assign", async (s, t) => ({
    member_id: (await testPerson(t, { organization: s.organization, role: "sales" })).id,
  })),
  "inbox.settle": onItem("settle", async () => ({ reason })),
};
