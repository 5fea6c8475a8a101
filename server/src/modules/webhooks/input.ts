/** What the verbs of endpoints take. */
import Type from "typebox";

const url = Type.String({
  minLength: 1,
  maxLength: 2_000,
  description: "Where webhooks are sent by POST. https, without a login in it.",
  examples: ["https://hooks.example.com/plinth"],
});
const events = Type.Array(
  Type.String({
    minLength: 1,
    maxLength: 100,
    description: "A type of event, `order.*`, or `*`.",
    examples: ["order.*"],
  }),
  {
    minItems: 1,
    maxItems: 100,
    uniqueItems: true,
    description: "What it is told: types of events, `order.*` for all of a noun, `*` for everything.",
    examples: [["order.*", "payment.succeeded"]],
  },
);
const description = Type.Union([Type.String({ minLength: 1, maxLength: 500 }), Type.Null()], {
  description: "What it is for.",
  examples: ["The warehouse's scanner."],
});
const ownerId = Type.Union([Type.String({ format: "uuid" }), Type.Null()], {
  description: "The member who is told when it fails; null is the organization's owners.",
  examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
});
const pausesAfterHours = Type.Integer({
  minimum: 1,
  maximum: 720,
  description: "With failures and without a success for so long, it is paused and its owner told.",
  examples: [72],
});
const concurrency = Type.Integer({
  minimum: 1,
  maximum: 20,
  description: "How many requests it gets at once, at most.",
  examples: [4],
});
const perMinute = Type.Union([Type.Integer({ minimum: 1, maximum: 100_000 }), Type.Null()], {
  description: "How many requests it gets in a minute, at most; null is no limit.",
  examples: [600],
});

const optional = {
  description: Type.Optional(description),
  owner_user_id: Type.Optional(ownerId),
  pauses_after_hours: Type.Optional(pausesAfterHours),
  concurrency: Type.Optional(concurrency),
  per_minute: Type.Optional(perMinute),
};

export const CreateEndpoint = Type.Object({ url, events, ...optional }, { additionalProperties: false });

export const UpdateEndpoint = Type.Object(
  { url: Type.Optional(url), events: Type.Optional(events), ...optional },
  { additionalProperties: false },
);

export const RotateEndpoint = Type.Object(
  {
    overlap_hours: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 720,
        default: 24,
        description: "For how many hours the secret before signs too; 0 ends it at once.",
        examples: [24],
      }),
    ),
  },
  { additionalProperties: false },
);

export const PauseEndpoint = Type.Object(
  {
    because: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 500,
        description: "Why, for whoever asks later.",
        examples: ["They move house."],
      }),
    ),
  },
  { additionalProperties: false },
);

const number = (words: string) =>
  Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: words, examples: [120] });

export const ReplayEndpoint = Type.Object(
  {
    from: Type.Optional(number("The first number to deliver again; this or `since`.")),
    to: Type.Optional(number("The last one; absent is the newest.")),
    since: Type.Optional(
      Type.String({
        format: "date-time",
        description: "Deliver again what happened from this moment on; instead of `from` and `to`.",
        examples: ["2026-11-21T08:00:00Z"],
      }),
    ),
  },
  { additionalProperties: false },
);
