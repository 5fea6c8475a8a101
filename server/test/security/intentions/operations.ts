import type { Intentions } from "./intentions.ts";

export const operations: Intentions = {
  permissions: {
    "jobs:read": {
      says: "What the system does by itself, and what of it gave up, is for those who answer for it: administration, finance and audit. No program and no buyer reads it.",
      roles: ["admin", "finance", "auditor"],
      opens: ["jobs.list", "jobs.get", "dead_letters.list", "dead_letters.get"],
    },
    "jobs:manage": {
      says: "Whether what gave up is tried anew or let go is decided by administrators: it mails, calls and books once more, or never.",
      roles: ["admin"],
      opens: [
        "dead_letters.replay",
        "dead_letters.discard",
        "dead_letters.replay_all",
        "dead_letters.discard_all",
      ],
    },
    "inbox:read": {
      says: "What stands still may be about money: it is seen by those who see payments, so that nobody waits for somebody who does not know.",
      roles: ["admin", "sales", "finance", "auditor"],
      opens: ["inbox.list", "inbox.get", "inbox_kinds.list"],
    },
    "inbox:write": {
      says: "Finance and admin take something on, give it to a colleague, or say that it was settled. Sales moves orders on by their own verbs.",
      roles: ["admin", "finance"],
      opens: ["inbox.assign", "inbox.settle"],
    },
  },
  scoped: { job: "nothing", job_error: "nothing", dead_letter: "nothing", inbox_item: "nothing" },
  wholeOnly: [
    "dead_letters.replay",
    "dead_letters.discard",
    "dead_letters.replay_all",
    "dead_letters.discard_all",
    "inbox.assign",
    "inbox.settle",
    "inbox_kinds.list",
    // what happened to an order is told by many who belong to no customer
    "orders.timeline",
  ],
};
