import {
  defineResource,
  document,
  identifier,
  integer,
  many,
  one,
  oneOf,
  reference,
  text,
  time,
} from "#platform/resource";

export const delivery = defineResource({
  name: "delivery",
  path: "deliveries",
  table: "deliveries",
  describe:
    "One event that is told to one endpoint, and how that goes. Kept for 30 days after it is delivered or given up; the event itself stays in the feed.",
  read: "webhooks:read",
  belongs: "hidden",
  fields: {
    endpoint_id: reference("webhook_endpoint", { describe: "Whom it is told.", readOnly: true }),
    number: integer({
      describe:
        "1, 2, 3 per endpoint without a hole, sent as `plinth-delivery-number`: a receiver that has all numbers has all deliveries.",
      readOnly: true,
      min: 1,
      example: 128,
    }),
    event_id: identifier({
      describe: "The event's id in the feed, sent as `webhook-id`: the same at every attempt.",
      readOnly: true,
    }),
    type: text({
      describe: "The event's type; `webhook.test` of a trial.",
      example: "order.placed",
      readOnly: true,
    }),
    subject_type: text({ describe: "What the event is about.", example: "order", readOnly: true }),
    subject_id: identifier({ describe: "The object that it is about.", readOnly: true }),
    occurred_at: time({ describe: "When it happened.", readOnly: true }),
    body: document({
      describe: "What is sent: the event as the feed shows it, with `timestamp`.",
      example: {
        type: "order.placed",
        timestamp: "2026-11-21T08:10:04.819123Z",
        id: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
        seq: 4711,
        subject: { type: "order", id: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a61", version: 1 },
        actor: "api_key:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a62",
        occurred_at: "2026-11-21T08:10:04.819123Z",
        data: { customer_id: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a63" },
      },
      readOnly: true,
    }),
    status: oneOf(["pending", "delivered", "failed"], {
      describe:
        "`pending`: it waits, or is tried again. `delivered`: the endpoint took it. `failed`: given up after about three days; ask for it again by a replay.",
      readOnly: true,
    }),
    attempts: integer({ describe: "How many requests were made.", readOnly: true, min: 0, example: 1 }),
    replays: integer({ describe: "How often it was asked for again.", readOnly: true, min: 0, example: 0 }),
    first_attempt_at: time({ describe: "When it was sent first.", optional: true, readOnly: true }),
    last_attempt_at: time({ describe: "When it was sent last.", optional: true, readOnly: true }),
    answer_status: integer({
      describe: "What the last request was answered with; null where there was no answer.",
      optional: true,
      readOnly: true,
      example: 204,
    }),
    answer_ms: integer({
      describe: "How long the last request took, in milliseconds.",
      optional: true,
      readOnly: true,
      example: 87,
    }),
    error_code: text({
      describe: "Why the last request failed, as a code.",
      example: "timeout",
      optional: true,
      readOnly: true,
    }),
    error_detail: text({
      describe: "The same in a sentence.",
      example: "It was silent for too long before it answered.",
      optional: true,
      readOnly: true,
      max: 1_000,
    }),
    finished_at: time({ describe: "When it was delivered or given up.", optional: true, readOnly: true }),
  },
  relations: {
    log: many("delivery_attempt", {
      by: "delivery_id",
      orderBy: "number",
      describe: "Every request that was made, with its answer.",
    }),
    endpoint: one("webhook_endpoint", { by: "endpoint_id", describe: "Whom it is told." }),
  },
  filter: ["endpoint_id", "event_id", "type", "status", "subject_id", "number"],
  sort: ["number"],
});

export const deliveryAttempt = defineResource({
  name: "delivery_attempt",
  part: true,
  table: "delivery_attempts",
  describe: "One request to an endpoint, and what came back.",
  read: "webhooks:read",
  belongs: "hidden",
  fields: {
    delivery_id: reference("delivery", { describe: "What was sent.", readOnly: true }),
    number: integer({ describe: "Which one of this delivery it was.", readOnly: true, min: 1, example: 1 }),
    started_at: time({ describe: "When it was sent.", readOnly: true }),
    url: text({
      describe: "Where it was sent.",
      example: "https://hooks.example.com/plinth",
      readOnly: true,
    }),
    request_headers: document({
      describe: "What was sent with it, without the signatures.",
      example: { "webhook-id": "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60", "plinth-delivery-number": "128" },
      readOnly: true,
    }),
    answer_status: integer({
      describe: "What it was answered with; null where there was no answer.",
      optional: true,
      readOnly: true,
      example: 503,
    }),
    answer_headers: document({
      describe: "Some headers of the answer.",
      example: { "content-type": "text/plain", "retry-after": "120" },
      optional: true,
      readOnly: true,
    }),
    answer_body: text({
      describe: "The beginning of the answer, at most 2 kB.",
      example: "Down for maintenance",
      optional: true,
      readOnly: true,
      max: 2_048,
    }),
    duration_ms: integer({
      describe: "How long it took, in milliseconds.",
      readOnly: true,
      min: 0,
      example: 87,
    }),
    error_code: text({
      describe: "Why it failed, as a code; null when it went well.",
      example: "bad_answer",
      optional: true,
      readOnly: true,
    }),
    error_detail: text({
      describe: "The same in a sentence.",
      example: "It answered 503.",
      optional: true,
      readOnly: true,
      max: 1_000,
    }),
  },
});
