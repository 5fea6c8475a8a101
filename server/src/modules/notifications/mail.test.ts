/** Every mail in every language: whole, harmless whatever strangers typed, and leading where it should. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fixedRoles } from "#modules/organizations";
import type { Mail } from "#platform/mail";
import * as mails from "./mail.ts";
import { english } from "./mail-english.ts";
import { german } from "./mail-german.ts";

const at = new Date("2026-11-21T08:10:04Z");
const link = { token: "s3cret-_t", minutes: 24 * 60 };
const ada: mails.Recipient = {
  to: "ada@customer.example",
  name: "Ada",
  locale: "en",
  publicUrl: "https://plinth.example.com",
};

/** Every mail, with `typed` wherever somebody may type. */
const all: Record<string, (to: mails.Recipient, typed: string) => Mail> = {
  verify_email: (to) => mails.verifyEmailMail(to, link),
  account_exists: (to) => mails.accountExistsMail(to),
  password_reset: (to) => mails.passwordResetMail(to, { ...link, minutes: 30 }),
  password_changed: (to) => mails.passwordChangedMail(to),
  email_change_verify: (to) => mails.emailChangeVerifyMail(to, link),
  email_changed: (to) => mails.emailChangedMail(to, { before: "a@old.example", now: "a@new.example" }),
  invitation: (to, typed) =>
    mails.invitationMail(to, {
      ...link,
      organization: typed,
      inviter: typed,
      role: typed,
      minutes: 7 * 1440,
    }),
  buyer_invitation: (to, typed) =>
    mails.buyerInvitationMail(to, {
      ...link,
      organization: typed,
      inviter: typed,
      customer: typed,
      minutes: 7 * 1440,
    }),
  new_device: (to, typed) => mails.newDeviceMail(to, { agent: typed, address: "192.0.2.7", at }),
  factor_changed: (to) => mails.factorChangedMail(to, "passkey_added"),
  session_reuse: (to) => mails.sessionReuseMail(to, { at }),
  sign_in_linked: (to, typed) => mails.signInLinkedMail(to, { provider: typed }),
};
const pages: Record<string, string> = {
  verify_email: "verify",
  email_change_verify: "verify",
  password_reset: "reset",
  invitation: "invitation",
  buyer_invitation: "invitation",
};

test("every mail that the module can write is tried here", () => {
  const written = Object.keys(mails).filter((name) => name.endsWith("Mail"));
  assert.equal(Object.keys(all).length, written.length);
});

describe("every mail, in every language", () => {
  for (const locale of ["en", "de"]) {
    for (const [kind, make] of Object.entries(all)) {
      test(`${kind} in ${locale} has a subject, both forms, and its link in both`, () => {
        const mail = make({ ...ada, locale }, "Muster GmbH");
        assert.equal(mail.kind, kind);
        assert.equal(mail.to, ada.to);
        assert.ok(mail.subject.length > 8 && mail.subject.length < 80, mail.subject);
        assert.match(mail.text, locale === "en" ? /^Hello Ada,\n\n/ : /^Guten Tag Ada,\n\n/);
        assert.match(mail.html, new RegExp(`^<!doctype html>\\n<html lang="${locale}">`));
        for (const form of [mail.text, mail.html]) {
          assert.match(form, /Plinth/);
          assert.doesNotMatch(form, /undefined|null|\[object|NaN|\$\{/);
        }
        const page = pages[kind];
        const expected = page && `https://plinth.example.com/account/${page}?token=s3cret-_t`;
        assert.deepEqual(mail.text.match(/https?:\S+/g), expected ? [expected] : null);
        assert.deepEqual(mail.html.match(/(?<=href=")[^"]+/g), expected ? [expected, expected] : null);
      });
    }
  }

  test("differ between the languages; a language that is not ours is English", () => {
    for (const make of Object.values(all)) {
      const [en, de, fr, odd, at] = ["en-GB", "de-AT", "fr", "constructor", "DE"].map((locale) =>
        make({ ...ada, locale }, "Muster GmbH"),
      );
      assert.notEqual(en?.subject, de?.subject);
      assert.notEqual(en?.text, de?.text);
      assert.deepEqual(fr, en);
      assert.deepEqual(odd, en);
      assert.deepEqual(at, de);
    }
  });

  test("have a word for every role and every change of a factor", () => {
    for (const { roles: words } of [english, german])
      assert.deepEqual(Object.keys(words).sort(), [...fixedRoles].sort());
    const changes = [
      "totp_enrolled",
      "totp_removed",
      "recovery_codes_renewed",
      "passkey_added",
      "passkey_removed",
      "linked_account_removed",
    ] as const;
    for (const locale of ["en", "de"]) {
      const texts = changes.map((change) => mails.factorChangedMail({ ...ada, locale }, change).text);
      assert.equal(new Set(texts).size, changes.length);
      assert.doesNotMatch(texts.join(), /undefined/);
    }
  });
});

describe("what strangers type", () => {
  const evil = [
    "<script>alert('x')</script>",
    '" onload="x',
    "Ada\r\nBcc: thief@evil.example\r\n\r\nfree text",
    "line\u2028separator\u202eturned",
    "x".repeat(5_000),
  ];

  test("cannot break HTML, headers or paragraphs, nor make a mail endless", () => {
    for (const typed of evil) {
      for (const [kind, make] of Object.entries(all)) {
        const mail = make({ ...ada, name: typed, locale: "de" }, typed);
        const calm = make({ ...ada, name: "Ada", locale: "de" }, "Muster");
        assert.doesNotMatch(mail.subject, /[\r\n\u2028\u202e]/, kind);
        assert.doesNotMatch(mail.html, /<script| onload="|[\r\u2028\u202e]/, kind);
        assert.equal(mail.html.match(/</g)?.length, calm.html.match(/</g)?.length, kind);
        assert.equal(mail.text.split("\n").length, calm.text.split("\n").length, kind);
        assert.ok(mail.text.length < calm.text.length + 700, kind);
        assert.ok(mail.subject.length < 250, kind);
      }
    }
  });

  test("cannot become a link of its own: a registration would be a way to advertise to anybody", () => {
    for (const typed of ["https://evil.example/win", "www.evil.example", "Call evil.example now"]) {
      for (const [kind, make] of Object.entries(all)) {
        const { text, html } = make({ ...ada, name: typed }, typed);
        for (const form of [text, html]) assert.doesNotMatch(form, /evil\.example|https:\/\/evil/, kind);
      }
    }
  });

  test("stays readable when it is harmless", () => {
    const mail = mails.invitationMail(
      { ...ada, name: null },
      { ...link, organization: "Müller & Söhne GmbH & Co. KG", inviter: "Dr. Ada L.", role: "sales" },
    );
    assert.equal(mail.subject, "Dr. Ada L. invites you to Müller & Söhne GmbH & Co. KG");
    assert.match(mail.text, /^Hello,\n/);
    assert.match(mail.html, /Müller &#38; Söhne GmbH &#38; Co\. KG/);
  });
});

test("tells how long a link is good for, and when something happened", () => {
  const of = (minutes: number, locale: string) =>
    mails.passwordResetMail({ ...ada, locale }, { ...link, minutes }).text;
  assert.match(of(30, "en"), /good for 30 minutes/);
  assert.match(of(1440, "de"), /gilt 24 Stunden lang/);
  assert.match(of(7 * 1440, "de"), /gilt 7 Tage lang/);
  assert.match(mails.sessionReuseMail(ada, { at }).text, /November 21, 2026 at 8:10\sAM UTC/);
  assert.match(
    mails.sessionReuseMail({ ...ada, locale: "de" }, { at }).text,
    /21\. November 2026 um 08:10 UTC/,
  );
});

test("a token with signs of its own arrives whole", () => {
  const { text } = mails.verifyEmailMail(ada, { token: "a+b/c=&d", minutes: 60 });
  const [url = ""] = text.match(/https:\S+/) ?? [];
  assert.equal(new URL(url).searchParams.get("token"), "a+b/c=&d");
});
