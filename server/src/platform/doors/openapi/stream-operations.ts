/** What stays open once it has begun: streams of events. */
import type { StreamDoor } from "#platform/doors/feed";
import { internalError, malformedRequest, overloaded, unavailable, unknownParameter } from "#platform/errors";
import type { Placed } from "./operation.ts";
import { problemResponses } from "./problem-responses.ts";
import { parametersOf } from "./query-operations.ts";
import { refusalsOf } from "./refusals.ts";
import { tagOf } from "./words.ts";

export function streamOperation({
  name,
  title,
  door,
  describe,
  parameters,
  begins,
  problems,
}: StreamDoor): Placed {
  const path = door.replace("GET ", "");
  const common = [malformedRequest, unknownParameter, internalError, unavailable, overloaded];
  const refused = refusalsOf({ audience: "organization", permission: undefined });
  const { status, description, contentType } = begins;
  return {
    method: "get",
    path,
    operation: {
      operationId: name,
      tags: [tagOf(path)],
      summary: title,
      description: describe,
      parameters: parametersOf({ parameters }),
      responses: {
        [status]: {
          description,
          ...(contentType === undefined
            ? {}
            : { content: { [contentType]: { schema: { type: "string" } } } }),
        },
        ...problemResponses([...new Set([...[...common, ...refused].map(({ kind }) => kind), ...problems])]),
      },
    },
  };
}
