import type { Intentions } from "./intentions.ts";

export const mails: Intentions = {
  permissions: {
    "mails:read": {
      says: "What was written to customers, and what became of it, is for those who answer when they call: administration, sales, finance. Auditors see that it happened.",
      roles: ["admin", "sales", "finance", "auditor"],
      opens: ["mails.list", "mails.get"],
    },
    "mails:send": {
      says: "Whoever looks after customers sends them a mail again.",
      roles: ["admin", "sales"],
      opens: ["mails.resend"],
    },
  },
  wholeOnly: ["mails.resend"],
  scoped: { mail: "nothing" },
};
