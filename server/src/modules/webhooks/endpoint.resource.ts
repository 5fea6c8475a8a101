import {
  defineResource,
  integer,
  one,
  oneOf,
  percent,
  reference,
  text,
  textList,
  time,
} from "#platform/resource";
import { endpointStates } from "./endpoint.ts";

export const webhookEndpoint = defineResource({
  name: "webhook_endpoint",
  path: "webhook_endpoints",
  table: "webhook_endpoints",
  whileOverloaded: true,
  describe:
    "An address of yours that is told what happens, as signed webhooks (Standard Webhooks). Its deliveries are numbered 1, 2, 3 without a hole and come in order per object.",
  read: "webhooks:read",
  belongs: "hidden",
  fields: {
    url: text({
      describe: "Where webhooks are sent by POST. https, without a login in it.",
      example: "https://hooks.example.com/plinth",
      max: 2_000,
    }),
    description: text({
      describe: "What it is for.",
      example: "The warehouse's scanner.",
      optional: true,
      max: 500,
    }),
    events: textList({
      describe: "What it is told: types of events, `order.*` for all of a noun, `*` for everything.",
      example: ["order.*", "payment.succeeded"],
    }),
    status: oneOf(endpointStates, {
      describe:
        "`paused`: what happens is numbered and waits. `disabled`: it answered 410 Gone, and what happens is not kept for it.",
      readOnly: true,
    }),
    stopped_at: time({ describe: "When it was paused or disabled.", optional: true, readOnly: true }),
    stopped_by: text({
      describe: "The actor that paused it; the system's own where it failed for too long, or is gone.",
      example: "member:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
      optional: true,
      readOnly: true,
    }),
    stopped_because: text({
      describe: "Why it is paused or disabled.",
      example: "They move house.",
      optional: true,
      readOnly: true,
      max: 500,
    }),
    pauses_after_hours: integer({
      describe: "With failures and without a success for so long, it is paused and its owner told.",
      min: 1,
      max: 720,
      default: 72,
      example: 72,
    }),
    concurrency: integer({
      describe:
        "How many requests it gets at once, at most. Those about one object come one after the other anyway.",
      min: 1,
      max: 20,
      default: 4,
      example: 4,
    }),
    per_minute: integer({
      describe: "How many requests it gets in a minute, at most; null is no limit.",
      min: 1,
      max: 100_000,
      optional: true,
      example: 600,
    }),
    owner_user_id: reference("member", {
      describe: "The member who is told when it fails; null is the organization's owners.",
      optional: true,
    }),
    secret_set_at: time({ describe: "When its secret was drawn.", readOnly: true }),
    retire_at: time({
      describe: "Until when the secret before the last rotation signs too; null when it does not.",
      optional: true,
      readOnly: true,
    }),
    tested_at: time({ describe: "When somebody tried it out last.", optional: true, readOnly: true }),
    replayed_at: time({
      describe: "When somebody asked for deliveries again.",
      optional: true,
      readOnly: true,
    }),
  },
  relations: {
    progress: {
      ...one("webhook_progress", { by: "id", describe: "How far it has come." }),
      always: true,
    },
    health: {
      ...one("webhook_health", { by: "id", describe: "How the requests to it go." }),
      always: true,
    },
    owner: one("member", { by: "owner_user_id", describe: "Who is told when it fails." }),
  },
  filter: ["status", "owner_user_id"],
  sort: ["created_at"],
});

export const webhookProgress = defineResource({
  name: "webhook_progress",
  part: true,
  table: "webhook_progress",
  describe: "How far an endpoint has come.",
  read: "webhooks:read",
  belongs: "hidden",
  fields: {
    last_number: integer({
      describe: "The number of its newest delivery.",
      readOnly: true,
      min: 0,
      example: 128,
    }),
    opened_up_to: integer({
      describe: "Up to here deliveries are under way or done; those behind it wait.",
      readOnly: true,
      min: 0,
      example: 128,
    }),
    replay_up_to: integer({
      describe:
        "Up to here everything was asked for again: while it is beyond `opened_up_to` there is some left.",
      readOnly: true,
      min: 0,
      example: 0,
    }),
    failing_since: time({
      describe: "The first failure since the last success; null while it works.",
      optional: true,
      readOnly: true,
    }),
  },
});

/** What the way out of the house knows of it. */
export const webhookHealth = defineResource({
  name: "webhook_health",
  part: true,
  table: "plinth.destinations",
  describe: "How the requests to an endpoint go.",
  read: "webhooks:read",
  belongs: "hidden",
  fields: {
    breaker: oneOf(["closed", "half_open", "open"], {
      describe:
        "`closed`: requests go through. `open`: it failed too often, and nothing is sent before `retry_at`. `half_open`: one request finds out whether it works again.",
      readOnly: true,
    }),
    failures: integer({ describe: "How many requests failed in a row.", readOnly: true, min: 0, example: 0 }),
    retry_at: time({ describe: "When it is tried again.", optional: true, readOnly: true }),
    last_success_at: time({ describe: "When a request went well last.", optional: true, readOnly: true }),
    last_failure_at: time({ describe: "When a request failed last.", optional: true, readOnly: true }),
    last_failure: text({ describe: "How, as a code.", example: "timeout", optional: true, readOnly: true }),
    failure_rate: percent({
      describe: "Percent of requests that failed in this hour and the one before; null without requests.",
      optional: true,
      readOnly: true,
      example: 2.5,
    }),
  },
});
