import type { Intentions } from "./intentions.ts";

export const payments: Intentions = {
  permissions: {
    "payments:read": {
      says: "Whoever sells, looks after the money or keeps systems in step reads payments; a buyer those of their own company.",
      roles: ["admin", "sales", "finance", "integration", "auditor", "buyer"],
      opens: ["payments.list", "payments.get", "refunds.list", "refunds.get"],
    },
    "payments:pay": {
      says: "A buyer pays their own orders; those who sell, the shop and those who look after the money begin payments for them.",
      roles: ["admin", "sales", "finance", "integration", "buyer"],
      opens: ["payments.create", "payments.cancel"],
    },
    "payments:write": {
      says: "That money arrived at the bank is said by those who see the statement: finance and administrators. They ask providers too.",
      roles: ["admin", "finance"],
      opens: ["payments.look_up"],
    },
    "payments:refund": {
      says: "Money is given back by finance, and by administrators, who make people finance.",
      roles: ["admin", "finance"],
      opens: ["payments.refund"],
    },
    "payments:see_internal": {
      says: "Who of the company began a payment, recorded it or gave it back is for everybody but those who pay.",
      roles: ["admin", "sales", "finance", "integration", "auditor"],
      opens: [],
      shows: ["payment.started_by", "refund.asked_by"],
    },
    "payments:see_ledger": {
      says: "The ledger is for those who look after the money, and for audit.",
      roles: ["admin", "finance", "auditor"],
      opens: ["payment_balances.list"],
    },
  },
  wholeOnly: ["payment_balances.list"],
  refuses: {
    "payments.create": "A bank transfer is recorded by who may say that money arrived.",
  },
  scoped: { payment: "theirs", refund: "theirs", payment_posting: "nothing" },
};
