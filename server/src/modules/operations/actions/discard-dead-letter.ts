import { defineAction } from "#platform/action";
import { invalidState } from "#platform/errors";
import { Reasoned } from "../input.ts";
import { job } from "../job.resource.ts";
import { decideAbout } from "./decide-dead-letter.ts";

/** Let a dead letter go: what it was to do was done otherwise, or needs to be done no more. */
export const discardDeadLetter = defineAction({
  name: "dead_letters.discard",
  door: "POST /v1/dead_letters/{id}/discard",
  permission: "jobs:manage",
  allows: "Replay and discard jobs that gave up.",
  describe:
    "Let a dead letter go: it is never done. It is kept for a fortnight, with its errors. Answers the job.",
  input: Reasoned,
  output: job,
  wholeOrganization: true,
  leaves: { state: "discarded", finished_at: "2026-11-21T08:10:04.819123Z" },
  fails: [invalidState],
  run: (context, tx, wish) => decideAbout("discard", context, tx, wish),
});
