import {
  defineResource,
  identifier,
  integer,
  one,
  oneOf,
  reference,
  text,
  textList,
  time,
} from "#platform/resource";
import { erpKinds } from "./contract.ts";

export const syncLink = defineResource({
  name: "sync_link",
  path: "sync_links",
  table: "sync_links",
  describe:
    "What an ERP has of one of your objects: what it is called there, where it stands, whether both are in step.",
  read: "integrations:read",
  belongs: "hidden",
  fields: {
    connection_id: reference("connection", { describe: "The connection to the ERP.", readOnly: true }),
    kind: oneOf(erpKinds, { describe: "What kind of object it is.", readOnly: true }),
    object_id: identifier({ describe: "Your object.", readOnly: true }),
    external_id: text({
      max: 300,
      describe: "The object's id there; null until the ERP has acknowledged it.",
      example: "SAL-ORD-2026-00042",
      optional: true,
      readOnly: true,
    }),
    external_number: text({
      max: 300,
      describe: "What people there call it.",
      example: "SAL-ORD-2026-00042",
      optional: true,
      readOnly: true,
    }),
    external_status: text({
      max: 300,
      describe: "Where it stands there, in the ERP's words.",
      example: "To Deliver and Bill",
      optional: true,
      readOnly: true,
    }),
    state: oneOf(["pending", "in_sync", "failed", "conflict"], {
      describe:
        "`pending`: it changed here and is on its way. `in_sync`: the ERP has it. `failed`: it was given up, and its dead letter waits. `conflict`: both sides changed, and somebody decides.",
      readOnly: true,
    }),
    external_changed: textList({
      describe:
        "The ERP's fields that were changed there since, and not here: the next change here asks a person.",
      example: ["tax_id"],
      readOnly: true,
    }),
    pushed_version: integer({
      describe: "The version of your object that the ERP has.",
      optional: true,
      readOnly: true,
      min: 1,
    }),
    pushed_at: time({ describe: "When both were in step last.", optional: true, readOnly: true }),
    pulled_at: time({ describe: "When a change there was taken in last.", optional: true, readOnly: true }),
    error_code: text({
      describe: "Why it was given up, as a code.",
      example: "erp_refused",
      optional: true,
      readOnly: true,
    }),
    error_detail: text({
      describe: "Why it was given up, in words.",
      example: "ERPNext refused the making of the Sales Order: MandatoryError.",
      max: 1_000,
      optional: true,
      readOnly: true,
    }),
  },
  relations: {
    connection: one("connection", { by: "connection_id", describe: "The connection to the ERP." }),
  },
  filter: ["connection_id", "kind", "object_id", "external_id", "external_number", "state"],
  sort: ["updated_at"],
});
