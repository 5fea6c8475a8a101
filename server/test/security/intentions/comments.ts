import type { Intentions } from "./intentions.ts";

export const comments: Intentions = {
  permissions: {
    "comments:read": {
      says: "What people say among themselves about an object is read by all who work here and may read the object. No program reads along unless it holds it, and nobody who buys ever does.",
      roles: ["admin", "sales", "warehouse", "finance", "auditor"],
      opens: ["comments.list", "comments.get"],
    },
    "comments:write": {
      says: "Whoever works here has a say, and takes back their own. Auditors listen.",
      roles: ["admin", "sales", "warehouse", "finance"],
      opens: ["comments.create", "comments.update", "comments.delete"],
    },
    "comments:moderate": {
      says: "What others wrote is removed by administrators: nobody changes another's words.",
      roles: ["admin"],
      opens: [],
    },
  },
  scoped: { comment: "theirs" },
  about: ["comment"],
  refuses: {
    "comments.update": "Only whoever wrote a comment changes it.",
    "comments.delete": "What others wrote needs comments:moderate.",
  },
};
