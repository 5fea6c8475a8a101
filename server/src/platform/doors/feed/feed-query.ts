/** `GET /v1/events`: a page behind a position, or a long poll for the next fact. */
import Type from "typebox";
import { definePermission } from "#platform/access";
import { defineQuery, type Query } from "#platform/action";
import { unknownParameter } from "#platform/errors";
import type { Feed } from "#platform/events";
import { eventPage } from "./event-schema.ts";

const longestWaitSeconds = 30;
const readEvents = definePermission("events:read", "Read the feed of events.");

/** The only plain cursor of the API is the position itself, `seq`. */
export function feedQuery(feed: Pick<Feed, "page">): Query {
  return defineQuery({
    name: "events.list",
    door: "GET /v1/events",
    describe:
      "What happened, in commit order and without a hole: `seq` counts from 1. Pass the last `seq` you have handled as `after`; with `wait` the answer comes as soon as there is something.",
    permission: readEvents,
    parameters: Type.Object({
      after: Type.Optional(
        Type.Integer({ minimum: 0, default: 0, description: "Events behind this `seq`.", examples: [0] }),
      ),
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
    problems: [],
    run: (context, parameters, _services, signal) =>
      feed.page(
        context,
        wholeNumber(parameters, "after", 0, 0, Number.MAX_SAFE_INTEGER),
        wholeNumber(parameters, "limit", 25, 1, 200),
        wholeNumber(parameters, "wait", 0, 0, longestWaitSeconds) * 1_000,
        signal,
      ),
  });
}

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
