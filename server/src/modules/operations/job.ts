/** What becomes of a job, and what a person may still do about it. */

export const jobStates = ["scheduled", "ready", "running", "done", "dead", "discarded"] as const;
export type JobState = (typeof jobStates)[number];

/** What a person decides about a dead letter. */
export type Decision = "replay" | "discard";

/** Where it is afterwards. */
export const stateAfter: Record<Decision, JobState> = { replay: "ready", discard: "discarded" };

/** Names the incident of a cause: all dead letters of one kind that gave up for one reason are one thing to look at. */
export function incidentOf(kind: string, errorCode: string | null): string {
  return `dead_letters ${kind} ${errorCode}`;
}
