import { defineAction } from "#platform/action";
import { invalidState } from "#platform/errors";
import { Reasoned } from "../input.ts";
import { job } from "../job.resource.ts";
import { decideAbout } from "./decide-dead-letter.ts";

/** Have a dead letter tried anew: what was in the way is gone, or was mended. */
export const replayDeadLetter = defineAction({
  name: "dead_letters.replay",
  door: "POST /v1/dead_letters/{id}/replay",
  permission: "jobs:manage",
  allows: "Replay and discard jobs that gave up.",
  describe:
    "Have a dead letter tried anew, at once and with as many attempts as a new job. Its errors are kept. Answers the job.",
  input: Reasoned,
  output: job,
  wholeOrganization: true,
  leaves: { state: "ready", attempts: 0, replays: 1, finished_at: null },
  fails: [invalidState],
  run: (context, tx, wish) => decideAbout("replay", context, tx, wish),
});
