/** Outgoing webhooks: an organization's events told to addresses of its own, signed, numbered, in order, until they are taken. */
import type { Module } from "#platform/module";
import { createWebhookEndpoint } from "./actions/create-webhook-endpoint.ts";
import { deleteWebhookEndpoint } from "./actions/delete-webhook-endpoint.ts";
import { pauseWebhookEndpoint } from "./actions/pause-webhook-endpoint.ts";
import { replayWebhookEndpoint } from "./actions/replay-webhook-endpoint.ts";
import { resumeWebhookEndpoint } from "./actions/resume-webhook-endpoint.ts";
import { rotateWebhookEndpoint } from "./actions/rotate-webhook-endpoint.ts";
import { testWebhookEndpoint } from "./actions/test-webhook-endpoint.ts";
import { updateWebhookEndpoint } from "./actions/update-webhook-endpoint.ts";
import { delivery, deliveryAttempt } from "./delivery.resource.ts";
import { numberDeliveries } from "./delivery.subscriptions.ts";
import { webhookEndpoint, webhookHealth, webhookProgress } from "./endpoint.resource.ts";
import { deliver, forget, openDeliveries, stopEndpoint } from "./jobs.ts";
import { deliveriesKept } from "./retention.ts";

export { sealedFor } from "./signature.ts";

export const webhooksModule: Module = {
  name: "webhooks",
  resources: [webhookEndpoint, webhookProgress, webhookHealth, delivery, deliveryAttempt],
  actions: [
    createWebhookEndpoint,
    updateWebhookEndpoint,
    rotateWebhookEndpoint,
    pauseWebhookEndpoint,
    resumeWebhookEndpoint,
    testWebhookEndpoint,
    replayWebhookEndpoint,
    deleteWebhookEndpoint,
  ],
  jobs: [deliver, openDeliveries, stopEndpoint, forget],
  retentions: [deliveriesKept],
  consumers: [numberDeliveries],
};
