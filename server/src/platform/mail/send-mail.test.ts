import assert from "node:assert/strict";
import { test } from "node:test";
import type { Statement } from "#platform/db";
import { createKeyRing } from "#platform/secrets";
import { openMail } from "./mail.ts";
import { sendMail } from "./send-mail.ts";

const keyRing = createKeyRing(["a secret of the tests, long enough to be one"]);
const mail = {
  kind: "verify_email",
  to: "ada@people.example",
  subject: "s",
  text: "token=abc",
  html: "<p>",
};

function written(to: string, wish: { replyTo?: string } = {}): Statement[] {
  const statements: Statement[] = [];
  sendMail({ later: (statement) => void statements.push(statement) }, keyRing, { ...mail, to, ...wish });
  return statements;
}

test("a mail is one statement of the deed, and readable only with the key ring", () => {
  const [statement, ...more] = written(mail.to);
  assert.deepEqual(more, []);
  const [kind, payload] = statement?.values ?? [];
  assert.equal(kind, "verify_email");
  assert.doesNotMatch(String(payload), /ada|people|token|abc/);
  assert.deepEqual(openMail(keyRing, String(payload)), mail);
});

test("a recipient is one address: a list, a name or a line break is refused", () => {
  for (const to of ["ada@people.example", "o'neil+tag@sub.example", "jörg@müller.example"])
    assert.equal(written(to).length, 1, to);
  for (const to of [
    "",
    "ada",
    "a@b.example,c@d.example",
    "a@b.example c@d.example",
    "Ada <a@b.example>",
    "a@b.example\r\nBcc: c@d.example",
    "a@b@c.example",
    `${"a".repeat(250)}@b.example`,
  ])
    assert.throws(() => written(to), /not addressed to one address/, to);
});

test("answers go to one address as well, or the deed fails", () => {
  assert.equal(written(mail.to, { replyTo: "office@people.example" }).length, 1);
  for (const replyTo of ["", "a@b.example,c@d.example", "A <a@b.example>", "a@b.example\r\nBcc: c@d.example"])
    assert.throws(() => written(mail.to, { replyTo }), /would not go to one address/, replyTo);
});
