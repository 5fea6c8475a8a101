import type { Intentions } from "./intentions.ts";

/** What belongs to no module. */
export const platform: Intentions = {
  permissions: {
    "events:read": {
      says: "All that happened, in the organization's own numbers, is for administration, finance and audit, and for the programs that follow it. Everybody else is told of what they may read.",
      roles: ["admin", "finance", "integration", "auditor"],
      opens: [],
    },
    "access:explain": {
      says: "Whoever works here, and the company's programs, may know why something is refused. A buyer learns nothing by it.",
      roles: ["admin", "sales", "warehouse", "finance", "integration", "auditor"],
      opens: ["access.explain"],
    },
    "history:read": {
      says: "All staff see who changed what of the objects that they may read. Programs and buyers do not.",
      roles: ["admin", "sales", "warehouse", "finance", "auditor"],
      opens: [
        "addresses.history",
        "api_keys.history",
        "buyers.history",
        "comments.history",
        "connections.history",
        "contacts.history",
        "customer_assignments.history",
        "customers.history",
        "dead_letters.history",
        "inbox.history",
        "invitations.history",
        "jobs.history",
        "mails.history",
        "members.history",
        "notifications.history",
        "orders.history",
        "organizations.history",
        "payments.history",
        "products.history",
        "refunds.history",
        "roles.history",
        "service_accounts.history",
        "settings.history",
        "stock_levels.history",
        "stock_movements.history",
        "tax_rates.history",
        "warehouses.history",
        "webhook_endpoints.history",
        "deliveries.history",
        "sync_conflicts.history",
        "sync_links.history",
      ],
    },
    "audit:read": {
      says: "The whole trail is for administrators and audit.",
      roles: ["admin", "auditor"],
      opens: ["audit_entries.list"],
    },
    "audit:see_personal": {
      says: "What the trail holds about people is for owners, and for whom they make a role for it.",
      roles: [],
      opens: [],
    },
    "audit:erase": {
      says: "What the trail holds about a person is erased by owners: it cannot be undone.",
      roles: [],
      opens: ["audit_entries.erase"],
    },
  },
  scoped: {},
  provenAnew: ["audit_entries.erase"],
  // what must not be kept is erased all the same
  whileSuspended: ["audit_entries.erase"],
  wholeOnly: ["audit_entries.erase", "audit_entries.list"],
};
