import Type from "typebox";
import { defineQuery, type Query } from "#platform/action";
import type { Connectors } from "../input.ts";

const schema = (description: string) =>
  Type.Record(Type.String(), Type.Unknown(), { description, examples: [{ type: "object", properties: {} }] });

const KnownConnector = Type.Object(
  {
    name: Type.String({ description: "What a connection names it by.", examples: ["stripe"] }),
    title: Type.String({ description: "As people call it.", examples: ["Stripe"] }),
    description: Type.String({ description: "What it is for.", examples: ["Takes payments of customers."] }),
    configuration: schema("JSON Schema of what a connection's `configuration` says."),
    credentials: schema("JSON Schema of what a connection's `credentials` hold."),
    allows: Type.Array(Type.String(), {
      description: "Which kinds of data it can take.",
      examples: [["orders", "payments"]],
    }),
  },
  { additionalProperties: false, description: "A kind of system outside." },
);

/** What can be connected, and what has to be told for it. */
export const listConnectors = (connectors: Connectors): Query =>
  defineQuery({
    name: "connectors.list",
    door: "GET /v1/connectors",
    permission: "connections:read",
    describe:
      "The kinds of systems that this installation can connect, with the schemas of what they ask for.",
    parameters: Type.Object({}),
    output: Type.Object(
      { data: Type.Array(KnownConnector, { description: "Every kind, by name." }) },
      { additionalProperties: false },
    ),
    wholeOrganization: true,
    problems: [],
    run: async () => JSON.stringify({ data: [...connectors.values()].map(asTold).sort(byName) }),
  });

type Connector = Connectors extends ReadonlyMap<string, infer Each> ? Each : never;

const asTold = ({ name, title, describe, configuration, credentials, allows }: Connector) => ({
  ...{ name, title, description: describe, configuration, credentials, allows },
});

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
