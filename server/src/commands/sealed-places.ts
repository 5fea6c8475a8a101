/**
 * Everything that is kept sealed, for `secrets reseal`. Whoever seals something into a table adds a line: what is
 * missing here stays closed when its secret is taken out of PLINTH_SECRET. A test holds every column named
 * `…_sealed` to it.
 */
import { sealedFor } from "#modules/connections";
import { eventSealedFor } from "#modules/payments";
import { sealedFor as webhookSecret } from "#modules/webhooks";
import { auditKeyPlace } from "#platform/audit";
import type { SealedPlace } from "#platform/secrets";
import { signingKeyPlace } from "#platform/tokens";

export const sealedPlaces: SealedPlace[] = [
  signingKeyPlace,
  auditKeyPlace,
  { what: "mails", table: "plinth.mails", column: "payload", key: ["id"], purpose: "mail" },
  {
    what: "credentials of connections",
    table: "connections",
    column: "credentials_sealed",
    key: ["organization_id", "id"],
    purpose: sealedFor,
  },
  {
    what: "mails to customers",
    table: "mails",
    column: "payload_sealed",
    key: ["organization_id", "id"],
    purpose: "mail",
  },
  ...["secret_sealed", "earlier_secret_sealed"].map((column) => ({
    what: column === "secret_sealed" ? "webhook secrets" : "webhook secrets that retire",
    table: "webhook_endpoints",
    column,
    key: ["organization_id", "id"],
    purpose: webhookSecret,
  })),
  {
    what: "events of payments",
    table: "payment_events",
    column: "payload_sealed",
    key: ["organization_id", "id"],
    purpose: eventSealedFor,
  },
  { what: "TOTP secrets", table: "totp_factors", column: "secret_sealed", key: ["user_id"], purpose: "totp" },
  {
    what: "answers of organizations",
    table: "plinth.idempotency_records",
    column: "body",
    key: ["organization_id", "actor", "key"],
    purpose: "idempotency answer",
    where: "sealed",
  },
  {
    what: "answers of people",
    table: "plinth.user_idempotency_records",
    column: "body",
    key: ["user_id", "actor", "key"],
    purpose: "idempotency answer",
    where: "sealed",
  },
];
