import type { Intentions } from "./intentions.ts";

export const integrations: Intentions = {
  permissions: {
    "integrations:read": {
      says: "What an ERP has of your objects, and where both sides differ, is for administrators, for who keeps the books, and for audit.",
      roles: ["admin", "finance", "auditor"],
      opens: ["sync_links.list", "sync_links.get", "sync_conflicts.list", "sync_conflicts.get"],
    },
    "integrations:write": {
      says: "Administrators and who keeps the books push objects anew and decide which side of a conflict holds.",
      roles: ["admin", "finance"],
      opens: ["connections.push", "sync_conflicts.resolve"],
    },
  },
  wholeOnly: ["connections.push", "sync_conflicts.resolve"],
  scoped: { sync_link: "nothing", sync_conflict: "nothing" },
};
