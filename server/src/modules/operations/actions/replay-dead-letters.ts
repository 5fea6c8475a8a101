import { defineAction } from "#platform/action";
import { invalidState } from "#platform/errors";
import { OfCause } from "../input.ts";
import { job } from "../job.resource.ts";
import { decideAboutMany } from "./decide-cause.ts";

/** Have all dead letters of a cause tried anew, when what was in the way is mended. */
export const replayDeadLetters = defineAction({
  name: "dead_letters.replay_all",
  title: "Replay dead letters of a cause",
  door: "POST /v1/dead_letters/replay",
  permission: "jobs:manage",
  describe:
    "Have all dead letters of a cause tried anew, or those of them that are named. A job does it, which the answer is: its payload says how many there were (`count`) and how many of them it has come by (`done`).",
  input: OfCause,
  output: job,
  status: 202,
  wholeOrganization: true,
  leaves: { kind: "dead_letter.replay", state: "ready" },
  fails: [invalidState],
  run: (context, tx, wish) => decideAboutMany("replay", context, tx, wish),
});
