/** The facts of the inbox. They are written by the database functions that raise and settle, in the same statement. */
import { defineEvent } from "#platform/events";

type Told = { kind: string; subject_type: string };

const data = { kind: "What kind of thing stands still.", subject_type: "The noun that it is about." };

export const inboxItemRaised = defineEvent<Told>({
  type: "inbox_item.raised",
  subject: "inbox_item",
  describe: "Something stands still and needs a person.",
  data,
});

export const inboxItemSettled = defineEvent<Told>({
  type: "inbox_item.settled",
  subject: "inbox_item",
  describe: "What stood still has moved on, by itself or by a person.",
  data,
});
