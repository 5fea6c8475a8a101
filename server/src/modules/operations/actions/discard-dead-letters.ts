import { defineAction } from "#platform/action";
import { invalidState } from "#platform/errors";
import { OfCause } from "../input.ts";
import { job } from "../job.resource.ts";
import { decideAboutMany } from "./decide-cause.ts";

/** Let all dead letters of a cause go. */
export const discardDeadLetters = defineAction({
  name: "dead_letters.discard_all",
  title: "Discard dead letters of a cause",
  door: "POST /v1/dead_letters/discard",
  permission: "jobs:manage",
  describe:
    "Let all dead letters of a cause go, or those of them that are named. A job does it, which the answer is: its payload says how many there were (`count`) and how many of them it has come by (`done`).",
  input: OfCause,
  output: job,
  status: 202,
  wholeOrganization: true,
  leaves: { kind: "dead_letter.discard", state: "ready" },
  fails: [invalidState],
  run: (context, tx, wish) => decideAboutMany("discard", context, tx, wish),
});
