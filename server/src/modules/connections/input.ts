/** What the verbs of connections take. */
import Type from "typebox";
import { text, textSchema } from "#platform/resource";
import type { Connector } from "./connector.ts";

const object = (description: string, example: object) =>
  Type.Record(Type.String({ maxLength: 100 }), Type.Unknown(), {
    description,
    examples: [example],
    maxProperties: 100,
  });

const name = textSchema(text({ describe: "What you call it; unique.", example: "Stripe Germany" }));
const configuration = object(
  "Addresses and choices, as the connector's `configuration` schema asks for them.",
  { success_url: "https://shop.example.com/thanks", cancel_url: "https://shop.example.com/basket" },
);
const allows = Type.Array(
  Type.String({ minLength: 1, maxLength: 100, pattern: "^[a-z][a-z_]*$", examples: ["payments"] }),
  {
    maxItems: 100,
    uniqueItems: true,
    description: "Which kinds of data may leave through it; absent is all that the connector takes.",
    examples: [["payments"]],
  },
);
const ownerId = Type.Union([Type.String({ format: "uuid" }), Type.Null()], {
  description: "The member who is told when it fails; null is the organization's owners.",
  examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
});

export const CreateConnection = Type.Object(
  {
    connector: Type.String({
      pattern: "^[a-z][a-z_]*$",
      minLength: 1,
      maxLength: 40,
      description: "What kind of system it is, as `GET /v1/connectors` lists them.",
      examples: ["stripe"],
    }),
    name,
    configuration: Type.Optional(configuration),
    credentials: object("Secrets, as the connector's `credentials` schema asks for them. Never answered.", {
      secret_key: "sk_test_51Pl1nTh",
      webhook_secrets: ["whsec_5WbX"],
    }),
    allows: Type.Optional(allows),
    owner_user_id: Type.Optional(ownerId),
  },
  { additionalProperties: false },
);

export const UpdateConnection = Type.Object(
  {
    name: Type.Optional(name),
    configuration: Type.Optional(configuration),
    allows: Type.Optional(allows),
    owner_user_id: Type.Optional(ownerId),
  },
  { additionalProperties: false },
);

export const RotateConnection = Type.Object(
  {
    credentials: object(
      "The new secrets, as the connector's `credentials` schema asks for them. What is left out stays as it is.",
      { webhook_secrets: ["whsec_5WbX"] },
    ),
    retire_at: Type.Optional(
      Type.String({
        format: "date-time",
        description:
          "Until when what the credentials before signed is still accepted, at most 30 days from now; absent ends them at once. Calls are made with the new ones from now on.",
        examples: ["2026-11-24T08:00:00Z"],
      }),
    ),
  },
  { additionalProperties: false },
);

export const PauseConnection = Type.Object(
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

export type Connectors = ReadonlyMap<string, Connector>;
