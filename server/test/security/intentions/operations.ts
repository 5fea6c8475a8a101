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
      says: "What stands still is seen by all who work here, so that nobody waits for somebody who does not know: each item by those who may read what it is about.",
      roles: ["admin", "sales", "warehouse", "finance", "auditor"],
      opens: ["inbox.list", "inbox.get", "inbox_kinds.list"],
    },
    "inbox:write": {
      says: "Administration, finance and sales take something on that they see, give it to a colleague, or say that it was settled.",
      roles: ["admin", "sales", "finance"],
      opens: ["inbox.assign", "inbox.settle"],
    },
  },
  scoped: { job: "nothing", job_error: "nothing", dead_letter: "nothing", inbox_item: "nothing" },
  about: ["inbox_item"],
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
