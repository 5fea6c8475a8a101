/** How a confirmation reads, in both languages and in currencies of every exponent. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Letter, type OrderTold, orderConfirmationMail } from "./order-confirmation.ts";

const letter = (wish: Partial<Letter> = {}): Letter => ({
  to: "maria@people.example",
  name: "Maria Anders",
  locale: "en",
  numberFormat: undefined,
  timeZone: "Europe/Berlin",
  organization: "Muster Handels GmbH",
  sender: { name: "Muster Handels GmbH", replyTo: "orders@muster.example" },
  color: "#0b6e4f",
  ...wish,
});

const place = {
  recipient: null,
  line1: "Obere Str. 57",
  line2: null,
  city: "Berlin",
  region: null,
  postalCode: "12209",
  country: "DE",
};

const order = (wish: Partial<OrderTold> = {}): OrderTold => ({
  number: "SO-2026-000123",
  currency: "EUR",
  customer: "Alfreds Futterkiste",
  customerReference: "PO 4711",
  // a day later in Berlin
  placedAt: new Date("2026-11-20T23:30:00Z"),
  subtotalMinor: 124_686,
  totalMinor: 147_777,
  paidMinor: 0,
  payment: { method: "on_account", termsDays: 30 },
  lines: [
    {
      sku: "CHAI-250",
      name: "Chai, loose leaf",
      quantity: "100",
      unitPrice: "12.345",
      discountPercent: "0",
      taxRatePercent: "19",
      netMinor: 123_450,
    },
    {
      sku: "BREAD",
      name: "Rye crispbread",
      quantity: "1.5",
      unitPrice: "8.67",
      discountPercent: "5",
      taxRatePercent: "7",
      netMinor: 1_236,
    },
  ],
  taxes: [
    { ratePercent: "19", netMinor: 123_450, taxMinor: 23_456 },
    { ratePercent: "7", netMinor: 1_236, taxMinor: 87 },
  ],
  shipping: place,
  billing: { ...place, recipient: "Alfreds Futterkiste, Buchhaltung", line1: "Postfach 7" },
  ...wish,
});

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ").replaceAll("\u200c", "");

describe("the confirmation of an order", () => {
  test("says in text what was ordered, what it costs with tax per rate, where it goes and what comes next", () => {
    const mail = orderConfirmationMail(letter(), order());
    assert.equal(mail.subject, "Order confirmation SO-2026-000123 (your reference PO 4711)");
    assert.equal(
      plain(mail.text),
      `Muster Handels GmbH

Hello Maria Anders,

Thank you for your order. Muster Handels GmbH confirms it as follows.

Order number: SO-2026-000123
Ordered on: November 21, 2026
Your reference: PO 4711
Customer: Alfreds Futterkiste

Item                                                         Net
----------------------------------------------------------------
Chai, loose leaf
  CHAI-250 · 100 × €12.345 · 19% tax                   €1,234.50
Rye crispbread
  BREAD · 1.5 × €8.67 · less 5% · 7% tax                  €12.36
----------------------------------------------------------------
Subtotal                                               €1,246.86
Tax 19% on €1,234.50                                     €234.56
Tax 7% on €12.36                                           €0.87
Total                                                  €1,477.77

Delivery to:
Alfreds Futterkiste
Obere Str. 57
12209 Berlin
Germany

Invoice to:
Alfreds Futterkiste, Buchhaltung
Postfach 7
12209 Berlin
Germany

What happens next:
You buy on account: the invoice is due within 30 days.

Is something not right? Tell us as soon as you can.

-- 
Sent for Muster Handels GmbH. Answers go to orders@muster.example.
`,
    );
  });

  test("is German for an Austrian company, in its way of writing numbers", () => {
    const { subject, text, html } = orderConfirmationMail(letter({ locale: "de-AT" }), order());
    assert.equal(subject, "Auftragsbestätigung SO-2026-000123 (Ihre Referenz PO 4711)");
    assert.match(plain(text), /Guten Tag Maria Anders,\n\nvielen Dank/);
    assert.match(plain(text), /Gesamtbetrag +€ 1\.477,77/);
    assert.match(plain(text), /Bestellt am: 21\. November 2026/);
    assert.match(html, /^<!doctype html>\n<html lang="de-AT">/);
  });

  const amounts: [currency: string, locale: string, numberFormat: string | undefined, total: string][] = [
    ["EUR", "de", undefined, "1.477,77 €"],
    ["EUR", "en", "1.234,56", "€1.477,77"],
    ["EUR", "de", "1'234.56", "1'477.77 €"],
    ["EUR", "de", "1 234,56", "1 477,77 €"],
    ["JPY", "en", undefined, "¥147,777"],
    ["KWD", "en", undefined, "KWD 147.777"],
  ];
  for (const [currency, locale, numberFormat, total] of amounts)
    test(`writes ${currency} in ${locale}${numberFormat === undefined ? "" : ` like ${numberFormat}`} as ${total}`, () => {
      const { text } = orderConfirmationMail(letter({ locale, numberFormat }), order({ currency }));
      assert.ok(
        new RegExp(`(Total|Gesamtbetrag) +${total.replaceAll(".", "\\.")}\n`).test(plain(text)),
        text,
      );
    });

  test("speaks English with English days where the company's language is not one of ours", () => {
    const { text, html } = orderConfirmationMail(letter({ locale: "fr-FR" }), order());
    assert.match(text, /Ordered on: November 21, 2026/);
    assert.match(html, /<html lang="en">/);
  });

  const nexts: [what: string, wish: Partial<OrderTold>, says: RegExp][] = [
    ["paid", { payment: { method: "prepaid" }, paidMinor: 147_777 }, /paid in full/],
    [
      "partly paid",
      { payment: { method: "prepaid" }, paidMinor: 100_000 },
      /€477\.77 of the total is still to be paid/,
    ],
    ["due at once", { payment: { method: "on_account", termsDays: 0 } }, /due when you receive it/],
    ["due tomorrow", { payment: { method: "on_account", termsDays: 1 } }, /within 1 day\./],
  ];
  for (const [what, wish, says] of nexts)
    test(`says that it is ${what}`, () =>
      assert.match(orderConfirmationMail(letter(), order(wish)).text, says));

  test("says nothing of money that is settled elsewhere, and of one tax rate not at every line", () => {
    const [line] = order().lines;
    const { text } = orderConfirmationMail(
      letter(),
      order({ payment: null, lines: line ? [line] : [], taxes: order().taxes.slice(0, 1) }),
    );
    assert.doesNotMatch(text, /What happens next/);
    assert.match(plain(text), /CHAI-250 · 100 × €12\.345 +€1,234\.50/);
  });

  test("shows what people typed as text, in HTML too, and makes no link of it", () => {
    const evil = '<a href="https://evil.example">Free</a> www.evil.example';
    const { html, text } = orderConfirmationMail(
      letter({ organization: evil, name: evil }),
      order({ customer: evil, customerReference: evil }),
    );
    assert.doesNotMatch(html, /<a /);
    assert.doesNotMatch(text, /evil\.example/);
  });
});
