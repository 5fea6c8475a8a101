/** How mails present the organization that sends them, as whoever is invited receives them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { mailTo } from "#harness/caught-mail";
import { organizationContext } from "#harness/contexts";
import { testPerson } from "#harness/people";
import { until } from "#harness/until";
import { plainTenant } from "#platform/access";
import { readChosen } from "#platform/settings";
import { invitationMail, mailSenderOf } from "./index.ts";

const t = await testApp();
let asked = 0;

async function choose(key: string, body: object): Promise<void> {
  const { status, text } = await t.ask("PATCH", "/v1/settings", { key, body, headers: { "if-match": "*" } });
  assert.equal(status, 200, text);
}

/** Invites somebody new, and reads their mail. */
async function invite(ask: (body: object) => Promise<{ status: number; text: string }>) {
  const email = `guest${++asked}@example.com`;
  const { status, text } = await ask({ email, role: "sales" });
  assert.equal(status, 201, text);
  return await mailTo(t, email, "invitation");
}

test("an invitation carries the name, the answers and the language that the organization has chosen", async () => {
  const { id, key } = await t.tenant("Muster GmbH");
  const byProgram = () => invite((body) => t.ask("POST", "/v1/invitations", { key, body }));
  const plain = await byProgram();
  assert.deepEqual([plain.senderName, plain.replyTo], [undefined, undefined]);
  assert.match(plain.text, /Nobody reads answers/);

  await choose(key, {
    locale: "de-AT",
    "mail.sender_name": "Muster GmbH",
    "mail.reply_to": "office@muster.example",
  });
  await until("the choice to be known", async () => (await byProgram()).senderName !== undefined);
  const mail = await byProgram();
  assert.deepEqual([mail.senderName, mail.replyTo], ["Muster GmbH", "office@muster.example"]);
  assert.match(mail.text, /Guten Tag/);
  assert.match(mail.text.replaceAll("\u200c", ""), /Antworten gehen an office@muster\.example\./);

  // whoever asks is English, the organization is not
  const ada = await testPerson(t, { organization: id });
  const byAda = await invite((body) => ada.ask("POST", "/v1/invitations", { body }));
  assert.match(byAda.text, /Guten Tag/);
});

test("as long as no language was chosen, an invitation is in that of whoever asks", async () => {
  const { id } = await t.tenant("Offen GmbH");
  const ada = await testPerson(t, { organization: id });
  const changed = await ada.ask("POST", "/v1/me/profile", { body: { locale: "de" } });
  assert.ok(changed.status < 300, changed.text);
  await until("the language to be known", async () => {
    const { text } = await invite((body) => ada.ask("POST", "/v1/invitations", { body }));
    return /Guten Tag/.test(text);
  });
});

test("mails about people's own accounts are the installation's", async () => {
  const { id, key } = await t.tenant("Eigen GmbH");
  const ada = await testPerson(t, { organization: id });
  await choose(key, { "mail.sender_name": "Eigen GmbH", "mail.reply_to": "office@eigen.example" });
  await t.ask("POST", "/v1/auth/password/forgot", { body: { email: ada.email } });
  const mail = await mailTo(t, ada.email, "password_reset");
  assert.deepEqual([mail.senderName, mail.replyTo], [undefined, undefined]);
});

test("what was chosen before a rule was there cannot write headers: it reads as not chosen", () => {
  const chosen = JSON.stringify({
    "mail.sender_name": "A\r\nBcc: thief@evil.example",
    "mail.reply_to": "a@example.com, thief@evil.example",
  });
  const context = organizationContext("0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60", {
    tenant: { ...plainTenant, settings: readChosen(chosen) },
  });
  assert.deepEqual(mailSenderOf(context), { name: null, replyTo: null });
  const to = { to: "a@example.com", name: null, locale: "en", publicUrl: "http://localhost" };
  const words = { organization: "A", inviter: "B", role: "sales", token: "t", minutes: 60 };
  const mail = invitationMail({ ...to, sender: mailSenderOf(context) }, words);
  assert.doesNotMatch(JSON.stringify(mail), /thief/);
});
