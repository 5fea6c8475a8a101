import type { Intentions } from "./intentions.ts";

export const customers: Intentions = {
  permissions: {
    "customers:read": {
      says: "Everybody but the warehouse reads companies, their people and addresses; a buyer those of their own company.",
      roles: ["admin", "sales", "finance", "integration", "auditor", "buyer"],
      opens: [
        "customers.list",
        "customers.get",
        "contacts.list",
        "contacts.get",
        "addresses.list",
        "addresses.get",
      ],
    },
    "customers:write": {
      says: "Those who sell keep the customers, and the company's programs do. No buyer changes their own company's data.",
      roles: ["admin", "sales", "integration"],
      opens: [
        "customers.create",
        "customers.update",
        "customers.delete",
        "contacts.create",
        "contacts.update",
        "contacts.delete",
        "addresses.create",
        "addresses.update",
        "addresses.delete",
      ],
    },
    "customers:see_internal": {
      says: "How far a company is trusted, what staff note of it and what it is called elsewhere is for everybody but itself.",
      roles: ["admin", "sales", "finance", "integration", "auditor"],
      opens: [],
      shows: [
        "customer.credit_limit_minor",
        "customer.internal_note",
        "customer.external_reference",
        "contact.external_reference",
        "address.external_reference",
      ],
    },
  },
  scoped: { customer: "theirs", contact: "theirs", address: "theirs" },
};
