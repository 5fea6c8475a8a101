import {
  boolean,
  defineResource,
  document,
  integer,
  one,
  oneOf,
  percent,
  reference,
  text,
  textList,
  time,
} from "#platform/resource";
import { connectionStates } from "./connection.ts";

export const connection = defineResource({
  name: "connection",
  path: "connections",
  table: "connections",
  whileOverloaded: true,
  describe:
    "A system outside that your organization works with: how it is reached, what may leave to it, who looks after it. Its credentials are written and never answered.",
  read: "connections:read",
  belongs: "hidden",
  fields: {
    connector: text({
      describe: "What kind of system it is, as `GET /v1/connectors` lists them.",
      example: "stripe",
      readOnly: true,
    }),
    name: text({ describe: "What you call it; unique.", example: "Stripe Germany" }),
    status: oneOf(connectionStates, {
      describe: "Nothing is sent through one that is paused; what comes in from it is still taken.",
      readOnly: true,
    }),
    configuration: document({
      describe: "Addresses and choices, as the connector asks for them.",
      example: {
        success_url: "https://shop.example.com/thanks",
        cancel_url: "https://shop.example.com/basket",
      },
    }),
    allows: textList({
      describe: "Which kinds of data may leave through it; each is one that the connector can take.",
      example: ["orders", "payments"],
    }),
    owner_user_id: reference("member", {
      describe: "The member who is told when it fails; null is the organization's owners.",
      optional: true,
    }),
    credentials_set_at: time({ describe: "When its credentials were given last.", readOnly: true }),
    retire_at: time({
      describe:
        "Until when what the credentials before signed is still accepted; null where they were replaced at once.",
      optional: true,
      readOnly: true,
    }),
    paused_at: time({ describe: "When it was paused.", optional: true, readOnly: true }),
    paused_by: text({
      describe: "The actor that paused it.",
      example: "member:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
      optional: true,
      readOnly: true,
    }),
    paused_because: text({
      max: 500,
      describe: "Why it is paused.",
      example: "They move house.",
      optional: true,
      readOnly: true,
    }),
    tested_at: time({ describe: "When it was tried out last.", optional: true, readOnly: true }),
    test_passed: boolean({ describe: "Whether that went well.", optional: true, readOnly: true }),
    test_result: text({
      max: 500,
      describe: "What was reached then, or what was wrong.",
      example: "Reached the account acct_1Pl1nTh in test mode.",
      optional: true,
      readOnly: true,
    }),
  },
  relations: {
    health: {
      ...one("connection_health", { by: "id", describe: "How the calls to it go." }),
      always: true,
    },
    owner: one("member", { by: "owner_user_id", describe: "Who is told when it fails." }),
  },
  filter: ["connector", "status", "owner_user_id"],
  sort: ["created_at"],
  unique: ["name"],
});

/** What the way out of the house knows of it: shared by all processes, kept by whoever calls. */
export const connectionHealth = defineResource({
  name: "connection_health",
  part: true,
  table: "plinth.destinations",
  describe: "How the calls to a system outside go.",
  read: "connections:read",
  belongs: "hidden",
  fields: {
    breaker: oneOf(["closed", "half_open", "open"], {
      describe:
        "`closed`: calls go through. `open`: it failed too often, and nothing is sent before `retry_at`. `half_open`: one call finds out whether it works again.",
      readOnly: true,
    }),
    failures: integer({ describe: "How many calls failed in a row.", readOnly: true, min: 0, example: 0 }),
    opened_at: time({ describe: "Since when it does not work.", optional: true, readOnly: true }),
    retry_at: time({ describe: "When it is tried again.", optional: true, readOnly: true }),
    last_success_at: time({ describe: "When a call went well last.", optional: true, readOnly: true }),
    last_failure_at: time({ describe: "When a call failed last.", optional: true, readOnly: true }),
    last_failure: text({ describe: "How, as a code.", example: "timeout", optional: true, readOnly: true }),
    failure_rate: percent({
      describe: "Percent of calls that failed in this hour and the one before; null without calls.",
      optional: true,
      readOnly: true,
      example: 2.5,
    }),
  },
});
