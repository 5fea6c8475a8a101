import assert from "node:assert/strict";
import { test } from "node:test";
import { type MailText, renderMail } from "./render.ts";

const words: MailText = {
  locale: "en",
  subject: "Hello",
  greeting: "Hello Ada,",
  paragraphs: ["One.", "Two."],
  action: { label: "Open", url: "https://plinth.example.com/x?token=a&b=1", otherwise: "Or here:" },
  notes: ["Three."],
  footer: "Sent by us.",
};

test("text and HTML say the same, in the same sequence, with the address to follow in both", () => {
  const { subject, text, html } = renderMail(words);
  assert.equal(subject, "Hello");
  assert.equal(
    text,
    "Hello Ada,\n\nOne.\n\nTwo.\n\nOpen:\nhttps://plinth.example.com/x?token=a&b=1\n\nThree.\n\n-- \nSent by us.\n",
  );
  const read = html.replace(/<head>[\s\S]*<\/head>/, "").replace(/<[^>]+>/g, " ");
  const positions = ["Hello Ada,", "One.", "Two.", "Open", "Or here:", "Three.", "Sent by us."].map((part) =>
    read.indexOf(part),
  );
  assert.ok(!positions.includes(-1));
  assert.deepEqual(
    positions,
    positions.toSorted((a, b) => a - b),
  );
  assert.equal(html.match(/href="https:\/\/plinth\.example\.com\/x\?token=a&#38;b=1"/g)?.length, 2);
});

test("a mail without anything to do has no button", () => {
  const { action: _, ...plain } = words;
  assert.doesNotMatch(renderMail(plain).html, /<a |<table/);
  assert.doesNotMatch(renderMail(plain).text, /https?:/);
});

test("nothing that is put in becomes HTML, a header or a paragraph of its own", () => {
  const evil = `"><script>alert('x')</script>\r\nBcc: thief@evil.example\n\u2028\u202eturned\0`;
  const { subject, text, html } = renderMail({
    locale: `en" onload="x`,
    subject: evil,
    greeting: evil,
    paragraphs: [evil],
    action: { label: evil, url: `https://x.example/?a="><script>`, otherwise: evil },
    notes: [evil],
    footer: evil,
  });
  assert.doesNotMatch(subject, /[\r\n\0\u2028\u202e]/);
  assert.doesNotMatch(html, /<script|" onload|[\r\0\u2028\u202e]/);
  assert.equal(html.match(/<a /g)?.length, 2);
  assert.doesNotMatch(text, /^Bcc:/m);
});

test("the HTML loads nothing and runs nothing, and leaves the colours of text and ground to the reader", () => {
  const { html } = renderMail(words);
  assert.doesNotMatch(html, /<(img|link|script|style|iframe|form)\b|url\(|src=/i);
  assert.match(html, /<meta name="color-scheme" content="light dark">/);
  assert.doesNotMatch(html, /<(body|div|p)[^>]*(color:|background)/);
});
