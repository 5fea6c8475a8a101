/** What somebody meets who may not ask: it follows from whom an operation is for. */
import { stepUpRequired } from "#platform/access";
import { type Action, noOrganization, peopleOnly, type Query } from "#platform/action";
import { forbidden, type RaiseProblem, unauthenticated } from "#platform/errors";

type Asked = Pick<Query, "audience" | "permission"> & Pick<Action, "stepUp">;

export function refusalsOf({ audience, permission, stepUp }: Asked): RaiseProblem[] {
  if (audience === "public") return [];
  return [
    unauthenticated,
    ...(audience === "person" ? [peopleOnly] : []),
    ...(permission === undefined ? [] : [forbidden, noOrganization]),
    ...(stepUp ? [stepUpRequired] : []),
  ];
}
