import {
  defineResource,
  document,
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

const both = (whose: string) =>
  document({
    describe: `The object as ${whose}, in the ERP's words.`,
    example: { customer_name: "Alfreds Futterkiste", tax_id: "DE123456789" },
    readOnly: true,
  });

export const syncConflict = defineResource({
  name: "sync_conflict",
  path: "sync_conflicts",
  table: "sync_conflicts",
  describe:
    "An object that was changed here and in the ERP. Neither side is written over until somebody decides.",
  read: "integrations:read",
  belongs: "hidden",
  fields: {
    link_id: reference("sync_link", { describe: "What the ERP has of the object.", readOnly: true }),
    connection_id: reference("connection", { describe: "The connection to the ERP.", readOnly: true }),
    kind: oneOf(erpKinds, { describe: "What kind of object it is.", readOnly: true }),
    object_id: identifier({ describe: "Your object.", readOnly: true }),
    state: oneOf(["open", "decided", "resolved"], {
      describe: "`decided`: what was decided is being carried out.",
      readOnly: true,
    }),
    ours: both("it is here"),
    theirs: { ...both("it is there; null where it was removed"), optional: true },
    ours_changed: textList({
      describe: "The fields that changed here since both were in step.",
      example: ["tax_id"],
      readOnly: true,
    }),
    theirs_changed: textList({
      describe: "The fields that changed there.",
      example: ["customer_name"],
      readOnly: true,
    }),
    our_version: integer({
      describe: "The version of your object that was compared.",
      readOnly: true,
      min: 1,
    }),
    take: oneOf(["ours", "theirs"], { describe: "Which side holds.", optional: true, readOnly: true }),
    decided_at: time({ describe: "When that was decided.", optional: true, readOnly: true }),
    decided_by: text({
      describe: "The actor that decided it.",
      example: "member:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
      optional: true,
      readOnly: true,
    }),
    resolved_at: time({ describe: "When both were in step again.", optional: true, readOnly: true }),
  },
  relations: {
    link: one("sync_link", { by: "link_id", describe: "What the ERP has of the object." }),
    connection: one("connection", { by: "connection_id", describe: "The connection to the ERP." }),
  },
  filter: ["link_id", "connection_id", "kind", "object_id", "state"],
  sort: ["created_at"],
});
