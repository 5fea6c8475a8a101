/** What somebody meets who may not ask: it follows from whom an operation is for. */
import { stepUpRequired } from "#platform/access";
import {
  type Action,
  noOrganization,
  peopleOnly,
  type Query,
  separationOfDuties,
  suspended,
} from "#platform/action";
import { forbidden, type RaiseProblem, unauthenticated } from "#platform/errors";
import { rateLimited } from "#platform/limits";

type Asked = Pick<Query, "audience" | "permission"> & Pick<Action, "stepUp">;

/** The same of a verb: while an organization is suspended it can be read, and most else cannot be done. */
export function verbRefusalsOf(
  action: Pick<Action, "audience" | "permission" | "stepUp" | "whileSuspended" | "apart">,
) {
  const stops = action.audience === "organization" && action.whileSuspended !== true;
  return [
    ...refusalsOf(action),
    ...(stops ? [suspended] : []),
    ...(action.apart === undefined ? [] : [separationOfDuties]),
  ];
}

export function refusalsOf({ audience, permission, stepUp }: Asked): RaiseProblem[] {
  if (audience === "public") return [];
  return [
    unauthenticated,
    ...(audience === "person" ? [] : [rateLimited]),
    ...(audience === "person" ? [peopleOnly] : []),
    ...(permission === undefined && audience !== "organization" ? [] : [forbidden, noOrganization]),
    ...(stepUp ? [stepUpRequired] : []),
  ];
}
