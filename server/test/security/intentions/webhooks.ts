import type { Intentions } from "./intentions.ts";

const verbs = ["create", "update", "rotate", "pause", "resume", "test", "replay", "delete"].map(
  (verb) => `webhook_endpoints.${verb}`,
);

export const webhooks: Intentions = {
  permissions: {
    "webhooks:read": {
      says: "Where the company's events are told to, and how each of them fared, is for administrators, for the programs that receive them, and for audit. Nobody reads a secret.",
      roles: ["admin", "integration", "auditor"],
      opens: ["webhook_endpoints.list", "webhook_endpoints.get", "deliveries.list", "deliveries.get"],
    },
    "webhooks:write": {
      says: "Administrators say where events are told to. All that happens may go there, so that no program decides it.",
      roles: ["admin"],
      opens: verbs,
    },
  },
  provenAnew: ["webhook_endpoints.create", "webhook_endpoints.update", "webhook_endpoints.rotate"],
  wholeOnly: verbs,
  whileSuspended: ["webhook_endpoints.pause", "webhook_endpoints.delete"],
  scoped: {
    webhook_endpoint: "nothing",
    webhook_progress: "nothing",
    webhook_health: "nothing",
    delivery: "nothing",
    delivery_attempt: "nothing",
  },
};
