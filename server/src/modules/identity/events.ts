import { defineEvent } from "#platform/events";

export const apiKeyCreated = defineEvent<{ role: string }>({
  type: "api_key.created",
  subject: "api_key",
  describe: "A key for programs was made.",
  data: { role: "The key's role." },
});

export const apiKeyRotated = defineEvent<{ overlap_hours: number }>({
  type: "api_key.rotated",
  subject: "api_key",
  describe: "A key has a new secret; the one before ends after the overlap.",
  data: { overlap_hours: "For how many hours the secret before stays good." },
});

export const apiKeyExpiring = defineEvent<{ days_left: number }>({
  type: "api_key.expiring",
  subject: "api_key",
  describe: "A key ends soon: a program that still uses it needs another.",
  data: { days_left: "14 or 1: the days until it ends, at most." },
});

export const apiKeyRotationDue = defineEvent({
  type: "api_key.rotation_due",
  subject: "api_key",
  describe: "A key that never ends has had the same secret for a year: rotate it.",
  data: {},
});

export const apiKeyRevoked = defineEvent({
  type: "api_key.revoked",
  subject: "api_key",
  describe: "A key stopped working because somebody revoked it.",
  data: {},
});

export const sessionReused = defineEvent<{ user_id: string }>({
  type: "session.reused",
  subject: "session",
  describe:
    "A refresh token of a member came again after it was spent: somebody has a copy. The session was ended, and the member was written to.",
  data: { user_id: "The member." },
});
