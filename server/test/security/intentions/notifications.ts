import type { Intentions } from "./intentions.ts";

export const notifications: Intentions = {
  permissions: {
    "notifications:read": {
      says: "Everybody who works or buys here reads what they were told themselves, and nobody what another was told. Programs are told nothing.",
      roles: ["admin", "sales", "warehouse", "finance", "auditor", "buyer"],
      opens: [
        "notifications.list",
        "notifications.get",
        "notifications.unread_count",
        "notification_preferences.list",
      ],
    },
    "notifications:write": {
      says: "The same people say what they have read, put it away, and choose what they are told.",
      roles: ["admin", "sales", "warehouse", "finance", "auditor", "buyer"],
      opens: [
        "notifications.read",
        "notifications.unread",
        "notifications.archive",
        "notifications.read_all",
        "notification_preferences.choose",
      ],
    },
  },
  scoped: { notification: "own" },
  refuses: { "notification_preferences.choose": "programs are told nothing, whatever their key allows" },
};
