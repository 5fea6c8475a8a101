import type { Intentions } from "./intentions.ts";

export const orders: Intentions = {
  permissions: {
    "orders:read": {
      says: "Everybody who works here or buys reads orders; who sees some customers only, those of theirs.",
      roles: ["admin", "sales", "warehouse", "finance", "integration", "auditor", "buyer"],
      opens: ["orders.list", "orders.get", "orders.timeline"],
    },
    "orders:place": {
      says: "Those who sell place orders, and so do the company's programs. A buyer orders for their own company.",
      roles: ["admin", "sales", "integration", "buyer"],
      opens: ["orders.place"],
    },
    "orders:set_price": {
      says: "A price or discount that is not the catalog's is given by those who sell: by no program, and never by the buyer.",
      roles: ["admin", "sales"],
      opens: [],
    },
    "orders:confirm": {
      says: "Those who sell and those who look after the money confirm an order; no program does, and no buyer.",
      roles: ["admin", "sales", "finance"],
      opens: ["orders.confirm"],
    },
    "orders:cancel": {
      says: "Who may place orders may cancel them; a buyer those of their own company.",
      roles: ["admin", "sales", "integration", "buyer"],
      opens: ["orders.cancel"],
    },
    "orders:record": {
      says: "Orders of the past are taken over by administrators and programs: it is a migration, no daily work.",
      roles: ["admin", "integration"],
      opens: ["orders.record"],
    },
    "orders:annotate": {
      says: "All staff who work with orders write notes on them. Auditors change nothing, programs and buyers have no notes.",
      roles: ["admin", "sales", "warehouse", "finance"],
      opens: ["orders.annotate"],
    },
    "orders:see_internal": {
      says: "What staff note about an order, what it is called elsewhere, why it waits for a person, and who confirmed or cancelled it, is for everybody but its buyer.",
      roles: ["admin", "sales", "warehouse", "finance", "integration", "auditor"],
      opens: [],
      shows: [
        "order.internal_note",
        "order.external_reference",
        "order.held_because",
        "order.held_at",
        "order.confirmed_by",
        "order.cancelled_by",
      ],
    },
    "orders:see_margin": {
      says: "What an order earns is for those who see what goods cost: administration, finance and audit.",
      roles: ["admin", "finance", "auditor"],
      opens: [],
      shows: ["order.margin_minor", "order_line.unit_cost"],
    },
  },
  refuses: {
    "orders.record":
      "What is taken over has a number of its own, and whether one is taken is not for who sees some customers only.",
  },
  scoped: { order: "theirs", order_line: "theirs" },
  apart: ["orders.confirm: orders.place", "orders.confirm: orders.record"],
};
