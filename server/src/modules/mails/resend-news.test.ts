import assert from "node:assert/strict";
import { test } from "node:test";
import { readResendNews } from "./resend-news.ts";

const now = new Date("2026-11-21T08:00:00Z");
const read = (told: unknown) => readResendNews(Buffer.from(JSON.stringify(told)), now);
const mailId = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";
const bounced = {
  type: "email.bounced",
  created_at: "2026-11-20T10:00:00.5Z",
  data: { email_id: "e1", to: ["maria@people.example"], tags: { plinth_mail: mailId } },
};

test("news name what happened, when, and the mail by our id", () => {
  const news = { what: "bounced", at: "2026-11-20T10:00:00.500Z", providerId: "e1", mailId };
  assert.deepEqual(read(bounced), news);
  const listed = { ...bounced, data: { email_id: "e1", tags: [{ name: "plinth_mail", value: mailId }] } };
  assert.deepEqual(read(listed), news);
});

test("without a tag of ours a mail is known by their name, and without a time it was now", () => {
  for (const tags of [undefined, null, {}, { other: "x" }, { plinth_mail: "'--" }, ["x", null]])
    assert.equal(read({ ...bounced, data: { email_id: "e1", tags } })?.mailId, null);
  for (const created_at of ["yesterday", "", "+012026-01-01T00:00:00Z"])
    assert.equal(read({ ...bounced, created_at })?.at, now.toISOString());
});

const foreign: unknown[] = [
  { ...bounced, type: "email.opened" },
  { ...bounced, type: "constructor" },
  { ...bounced, data: {} },
  { ...bounced, data: null },
  { type: "email.bounced" },
  [],
  null,
  "email.bounced",
];
for (const told of foreign)
  test(`${JSON.stringify(told)} is none of our concern`, () => assert.equal(read(told), undefined));

test("what is no JSON is none of our concern", () =>
  assert.equal(readResendNews(Buffer.from("{"), now), undefined));
