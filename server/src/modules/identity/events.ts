import { defineEvent } from "#platform/events";

export const apiKeyCreated = defineEvent<{ role: string }>({
  type: "api_key.created",
  subject: "api_key",
  describe: "A key for programs was made.",
  data: { role: "The key's role." },
});

export const apiKeyRevoked = defineEvent({
  type: "api_key.revoked",
  subject: "api_key",
  describe: "A key stopped working because somebody revoked it.",
  data: {},
});
