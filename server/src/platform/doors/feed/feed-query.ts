/** `GET /v1/events`: a page behind a cursor, or a long poll for the next fact. */
import Type from "typebox";
import { definePermission } from "#platform/access";
import { defineSharedQuery, type Query } from "#platform/action";
import { unknownParameter } from "#platform/errors";
import { resyncRequired } from "#platform/realtime";
import { eventPage } from "./event-schema.ts";

const longestWaitSeconds = 30;
definePermission("events:read", "Read the whole feed of events, of whatever they are.");

export const topicsParameter = Type.Optional(
  Type.String({
    description:
      "Only events of these nouns (`inbox,members`) or objects (`members/{id}`), separated by commas. Absent: of all that you may see.",
    examples: ["inbox,members"],
  }),
);

export const afterParameter = Type.Optional(
  Type.String({
    description:
      "Events behind this cursor, which an earlier answer gave, from whichever door. `now` is the end of the feed; absent, or 0, is its beginning.",
    examples: ["42"],
  }),
);

/** @throws 400: commas with nothing between them are a mistake. */
export function topicTexts(given: string | undefined): string[] | undefined {
  if (given === undefined) return undefined;
  const texts = given.split(",");
  if (texts.some((text) => text === ""))
    throw unknownParameter('"topics" takes topics separated by commas, such as "inbox,members".');
  return texts;
}

/** The only plain cursor of the API is the position itself, for those who read the whole feed. */
export const feedQuery: Query = defineSharedQuery({
  name: "events.list",
  door: "GET /v1/events",
  describe:
    "What happened, in commit order: everything, with the permission `events:read` and no scope; else what concerns objects that you may read. `seq` counts without a hole what you are shown. Pass `next_cursor` as `after`; with `wait` the answer comes as soon as there is something. The same events come by themselves through `/v1/events/stream` and `/v1/events/socket`.",
  parameters: Type.Object({
    after: afterParameter,
    topics: topicsParameter,
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 200,
        default: 25,
        description: "At most this many events.",
        examples: [25],
      }),
    ),
    wait: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: longestWaitSeconds,
        default: 0,
        description: "Seconds to wait for the next event when there is none.",
        examples: [20],
      }),
    ),
  }),
  output: eventPage,
  waits: "wait",
  problems: [resyncRequired.kind],
  run: (context, parameters, { feed }, signal) => {
    const wish = {
      topics: topicTexts(parameters.get("topics")),
      after: parameters.get("after"),
      limit: wholeNumber(parameters, "limit", 25, 1, 200),
      waitMs: wholeNumber(parameters, "wait", 0, 0, longestWaitSeconds) * 1_000,
    };
    return feed.page(context, wish, signal);
  },
});

function wholeNumber(
  parameters: Map<string, string>,
  name: string,
  absent: number,
  min: number,
  max: number,
): number {
  const text = parameters.get(name);
  if (text === undefined) return absent;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max))
    throw unknownParameter(`"${name}" is a whole number from ${min} to ${max}.`);
  return value;
}
