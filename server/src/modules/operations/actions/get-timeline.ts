import Type from "typebox";
import { defineQuery } from "#platform/action";
import { notFound, unknownParameter } from "#platform/errors";
import { eventKinds } from "#platform/events";
import { uuidPattern } from "#platform/resource";
import { timelineStatement } from "../timeline.queries.ts";
import { cursorOf, entryKinds, entryOf, type Place, placeOf, type Row, sightOf } from "../timeline.ts";

const example = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";
const moment = Type.String({
  format: "date-time",
  description: "When it happened, or was made.",
  examples: ["2026-11-21T08:10:04.819123Z"],
});

const TimelineEntry = Type.Object(
  {
    at: moment,
    id: Type.String({
      format: "uuid",
      description: "Of the event, job, delivery, item or comment itself.",
      examples: [example],
    }),
    kind: Type.Enum([...entryKinds], { description: "What it is.", examples: ["event"] }),
    type: Type.String({
      description: "Which event, or which kind of job, delivery or item; `comment` of a comment.",
      examples: ["order.confirmed"],
    }),
    summary: Type.String({
      description: "The same in a sentence.",
      examples: ["An order was looked at and confirmed: it can be shipped."],
    }),
    subject: Type.Object(
      {
        type: Type.String({ description: "The noun.", examples: ["order"] }),
        id: Type.String({ format: "uuid", description: "The object.", examples: [example] }),
      },
      { description: "What it is about: the order, or what belongs to it." },
    ),
    actor: Type.Optional(
      Type.String({ description: "Who did it, as kind:id.", examples: [`member:${example}`] }),
    ),
    state: Type.Optional(
      Type.String({ description: "Where a job, a delivery or an item stands now.", examples: ["done"] }),
    ),
    details: Type.Object(
      {},
      { additionalProperties: true, description: "More about it, by kind.", examples: [{ attempts: 1 }] },
    ),
  },
  { additionalProperties: false, description: "Something that happened to an order." },
);

/** Everything that happened to an order, the oldest first: where it stands still one sees at the end. */
export const getTimeline = defineQuery({
  name: "orders.timeline",
  title: "Timeline of an order",
  door: "GET /v1/orders/{id}/timeline",
  describe:
    "Everything that happened to an order, the oldest first: its events and those of its payments, refunds, mails and links to an ERP, the jobs about them, what was told to webhook endpoints, what stood still, and what your people wrote about it. Of whatever you may not read nothing is told.",
  permission: "orders:read",
  subject: "order",
  wholeOrganization: true,
  parameters: Type.Object({
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 200,
        default: 50,
        description: "How many entries a page holds.",
        examples: [50],
      }),
    ),
    after: Type.Optional(
      Type.String({
        minLength: 1,
        description: "The `next_cursor` of the page before, unchanged.",
        examples: ["WyJ0aW1lbGluZSIsIjIwMjYtMTEtMjEiXQ"],
      }),
    ),
  }),
  output: Type.Object(
    {
      data: Type.Array(TimelineEntry, { description: "The entries, the oldest first." }),
      next_cursor: Type.Union([Type.String(), Type.Null()], {
        description: "To pass as `after`; null at the end.",
        examples: ["WyJ0aW1lbGluZSIsIjIwMjYtMTEtMjEiXQ"],
      }),
    },
    { additionalProperties: false },
  ),
  problems: [],
  async run(context, parameters, { read }) {
    const limit = parseLimit(parameters.get("limit"));
    const after = parseAfter(parameters.get("after"));
    const orderId = parameters.get("id") ?? "";
    const { organizationId, permissions } = context;
    const sight = sightOf(permissions);
    const [found] = uuidPattern.test(orderId)
      ? await read<{ there: boolean; entries: Row[] }>(
          context,
          timelineStatement({ organizationId, orderId, sight, after, limit }),
        )
      : [];
    if (found?.there !== true) throw notFound("There is no order with this id.");
    const described = new Map(eventKinds().map(({ type, describe }) => [type, describe]));
    const page = found.entries.slice(0, limit);
    const last = found.entries.length > limit ? page.at(-1) : undefined;
    return JSON.stringify({
      data: page.map((row) => entryOf(row, (type) => described.get(type))),
      next_cursor: last === undefined ? null : cursorOf(last),
    });
  },
});

function parseLimit(text = "50"): number {
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > 200) throw unknownParameter('"limit" is a whole number from 1 to 200.');
  return limit;
}

function parseAfter(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined;
  const place = placeOf(cursor);
  if (place === undefined)
    throw unknownParameter(
      '"after" is not a cursor of a timeline. Pass the "next_cursor" of the page before, unchanged.',
    );
  return place;
}
