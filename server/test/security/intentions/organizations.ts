import type { Intentions } from "./intentions.ts";

export const organizations: Intentions = {
  permissions: {
    "organizations:own": {
      says: "What is of owners is given, changed and taken by owners alone.",
      roles: [],
      opens: [],
    },
    "organizations:read": {
      says: "Those who deal with the outside read the company's own data.",
      roles: ["admin", "sales", "finance", "integration", "auditor"],
      opens: ["organizations.list", "organizations.get"],
    },
    "organizations:write": {
      says: "Administrators change the company's own data.",
      roles: ["admin"],
      opens: ["organizations.update"],
    },
    "members:read": {
      says: "Colleagues know one another, and who looks after which customer. Programs and buyers do not know them.",
      roles: ["admin", "sales", "warehouse", "finance", "auditor"],
      opens: ["members.list", "members.get", "customer_assignments.list", "customer_assignments.get"],
    },
    "members:write": {
      says: "Administrators give members roles and customers and remove them, never who holds more than they do.",
      roles: ["admin"],
      opens: [
        "members.update",
        "members.remove",
        "customer_assignments.create",
        "customer_assignments.delete",
      ],
    },
    "contacts:invite": {
      says: "Those who sell ask the people of a customer to order by themselves.",
      roles: ["admin", "sales"],
      opens: ["contacts.invite"],
    },
    "buyers:read": {
      says: "All staff know who buys; a buyer knows the others of their own company.",
      roles: ["admin", "sales", "warehouse", "finance", "auditor", "buyer"],
      opens: ["buyers.list", "buyers.get"],
    },
    "buyers:write": {
      says: "Who may invite a buyer may end them.",
      roles: ["admin", "sales"],
      opens: ["buyers.remove"],
    },
    "roles:read": {
      says: "All staff may know what roles allow.",
      roles: ["admin", "sales", "warehouse", "finance", "auditor"],
      opens: ["roles.list", "roles.get", "permissions.list"],
    },
    "roles:write": {
      says: "Administrators make roles, of what they hold themselves.",
      roles: ["admin"],
      opens: ["roles.create", "roles.update", "roles.delete"],
    },
    "invitations:read": {
      says: "Who is asked to join is for administrators and audit.",
      roles: ["admin", "auditor"],
      opens: ["invitations.list", "invitations.get"],
    },
    "invitations:write": {
      says: "Administrators ask people to join.",
      roles: ["admin"],
      opens: ["invitations.create", "invitations.resend", "invitations.revoke"],
    },
    "service_accounts:read": {
      says: "Which programs have an account is for administrators and audit.",
      roles: ["admin", "auditor"],
      opens: ["service_accounts.list", "service_accounts.get"],
    },
    "service_accounts:write": {
      says: "Administrators keep the accounts of programs.",
      roles: ["admin"],
      opens: [
        "service_accounts.create",
        "service_accounts.update",
        "service_accounts.disable",
        "service_accounts.enable",
        "service_accounts.delete",
      ],
    },
    "settings:read": {
      says: "What the company has chosen is for all who work here, programs included; not for those who buy.",
      roles: ["admin", "sales", "warehouse", "finance", "integration", "auditor"],
      opens: ["settings.get"],
    },
    "settings:write": {
      says: "Administrators choose for the whole company.",
      roles: ["admin"],
      opens: ["settings.update"],
    },
  },
  scoped: {
    organization: "whole",
    role: "nothing",
    member: "nothing",
    customer_assignment: "nothing",
    buyer: "theirs",
    invitation: "nothing",
    service_account: "nothing",
  },
  provenAnew: [
    "contacts.invite",
    "invitations.create",
    "invitations.resend",
    "members.remove",
    "members.update",
    "roles.create",
    "roles.delete",
    "roles.update",
    "service_accounts.create",
    "service_accounts.enable",
    "service_accounts.update",
  ],
  whileSuspended: [
    "buyers.remove",
    "customer_assignments.delete",
    "invitations.revoke",
    "members.remove",
    "service_accounts.disable",
  ],
  wholeOnly: [
    "customer_assignments.delete",
    "organizations.update",
    "roles.delete",
    "service_accounts.delete",
    "settings.update",
  ],
  refuses: {
    "customer_assignments.create":
      "Nobody gives customers to who holds more than they do: those of an owner are for owners.",
    "members.remove": "Nobody takes what holds more than they do.",
    "members.update": "Nobody gives or takes what holds more than they do.",
  },
};
