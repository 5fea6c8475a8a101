import type { Intentions } from "./intentions.ts";

export const identity: Intentions = {
  permissions: {
    "api_keys:read": {
      says: "Which keys there are is for administrators and audit.",
      roles: ["admin", "auditor"],
      opens: ["api_keys.list", "api_keys.get"],
    },
    "api_keys:write": {
      says: "Administrators make, rotate and revoke keys, never ones that hold more than they do.",
      roles: ["admin"],
      opens: ["api_keys.create", "api_keys.rotate", "api_keys.revoke"],
    },
  },
  scoped: { api_key: "nothing" },
  provenAnew: [
    "api_keys.create",
    "api_keys.rotate",
    "linked_accounts.begin",
    "linked_accounts.delete",
    "me.change_email",
    "me.enrol_totp",
    "me.remove_totp",
    "me.renew_recovery_codes",
    "passkeys.create",
    "passkeys.delete",
    "passkeys.offer",
  ],
  lookedAtAnew: ["me.change_password", "me.end_all_sessions"],
  whileSuspended: ["api_keys.revoke"],
};
