import { defineEvent } from "#platform/events";
import type { ErpKind } from "./contract.ts";

type Link = { kind: ErpKind; object_id: string; connection_id: string };
const link = {
  kind: "What kind of object it is about.",
  object_id: "Your object.",
  connection_id: "The connection to the ERP.",
};

export const linkPushed = defineEvent<Link & { outcome: string }>({
  type: "sync_link.pushed",
  subject: "sync_link",
  describe: "The ERP has an object as it is here: it was made there, changed there, or was there already.",
  data: { ...link, outcome: "`created`, `updated` or `unchanged`." },
});

export const conflictOpened = defineEvent<Link>({
  type: "sync_conflict.opened",
  subject: "sync_conflict",
  describe: "An object was changed here and in the ERP: nothing is written over until somebody decides.",
  data: link,
});

export const conflictDecided = defineEvent<Link & { take: string }>({
  type: "sync_conflict.decided",
  subject: "sync_conflict",
  describe: "Somebody decided which side of a conflict holds.",
  data: { ...link, take: "`ours` or `theirs`." },
});

export const conflictResolved = defineEvent<Link>({
  type: "sync_conflict.resolved",
  subject: "sync_conflict",
  describe: "Both sides are in step again.",
  data: link,
});

export const pushAsked = defineEvent<{ kind: ErpKind | null }>({
  type: "connection.push_asked",
  subject: "connection",
  describe: "Somebody asked to push objects to an ERP anew.",
  data: { kind: "What kind of objects; null is all that the connection allows." },
});
