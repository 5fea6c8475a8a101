/** The mail that confirms an order to whoever placed it: in the organization's name, language and way of writing numbers. Pure. */
import { type Mail, renderMail } from "#platform/mail";
import { type Figures, figuresOf } from "./figures.ts";
import { harmless, languageOf, type MailSender, wordsOf } from "./mail.ts";
import { type OrderFigures, orderInset } from "./order-inset.ts";
import { english, german, type OrderWords } from "./order-words.ts";

/** Who is written to, by whom, and how it looks. */
export type Letter = {
  to: string;
  name: string | null;
  /** BCP 47 of the organization; languages that we do not write get English. */
  locale: string;
  numberFormat: string | undefined;
  timeZone: string;
  organization: string;
  sender: MailSender;
  /** `#rrggbb`, or null. */
  color: string | null;
};

/** Decimals as text; amounts in minor units of the currency. */
export type OrderTold = {
  number: string;
  currency: string;
  customer: string;
  customerReference: string | null;
  placedAt: Date;
  subtotalMinor: number;
  totalMinor: number;
  paidMinor: number;
  /** Null: how it is paid is known elsewhere. */
  payment: { method: "on_account"; termsDays: number } | { method: "prepaid" } | null;
  lines: {
    sku: string;
    name: string;
    quantity: string;
    unitPrice: string;
    discountPercent: string;
    taxRatePercent: string;
    netMinor: number;
  }[];
  taxes: { ratePercent: string; netMinor: number; taxMinor: number }[];
  /** Where the one place is known. */
  shipping: Postal | null;
  billing: Postal | null;
};

export type Postal = {
  recipient: string | null;
  line1: string;
  line2: string | null;
  city: string;
  region: string | null;
  postalCode: string | null;
  country: string;
};

const languages: Record<string, OrderWords> = { en: english, de: german };

export function orderConfirmationMail(to: Letter, order: OrderTold): Mail {
  const language = languageOf(to);
  const words = languages[language] ?? english;
  // a language that we do not write does not lend its way of writing days to an English sentence
  const locale = to.locale.toLowerCase().startsWith(language) ? to.locale : language;
  const figures = figuresOf({ ...to, locale, currency: order.currency });
  const organization = harmless(to.organization);
  const { name: senderName, replyTo } = to.sender;
  const reference = order.customerReference === null ? undefined : harmless(order.customerReference);
  const rendered = renderMail({
    locale,
    subject: words.subject({ number: order.number, reference }),
    heading: { name: organization, color: to.color },
    greeting: wordsOf(to).greeting(to.name === null ? undefined : harmless(to.name)),
    paragraphs: [words.thanks(organization)],
    inset: orderInset(told(words, figures, order, locale)),
    notes: [words.changes],
    footer: words.footer(organization, replyTo === null ? undefined : harmless(replyTo)),
  });
  return {
    kind: "order_confirmation",
    to: to.to,
    ...rendered,
    ...(senderName === null ? {} : { senderName }),
    ...(replyTo === null ? {} : { replyTo }),
  };
}

function told(words: OrderWords, figures: Figures, order: OrderTold, locale: string): OrderFigures {
  const { customerReference, lines, taxes, shipping, billing } = order;
  const severalRates = taxes.length > 1;
  return {
    facts: [
      [words.number, order.number],
      [words.orderedOn, figures.day(order.placedAt)],
      ...(customerReference === null ? [] : [[words.reference, harmless(customerReference)] as const]),
      [words.customer, harmless(order.customer)],
    ].map(([name, value]) => [name ?? "", value ?? ""]),
    columns: [words.item, words.net],
    lines: lines.map((line) => ({
      name: line.name,
      details: [
        line.sku,
        `${figures.quantity(line.quantity)} × ${figures.price(line.unitPrice)}`,
        ...(line.discountPercent === "0" ? [] : [words.discount(figures.percent(line.discountPercent))]),
        ...(severalRates ? [words.taxed(figures.percent(line.taxRatePercent))] : []),
      ].join("\u00a0· "), // a line does not begin with the dot
      amount: figures.money(line.netMinor),
    })),
    sums: [
      { name: words.subtotal, amount: figures.money(order.subtotalMinor) },
      ...taxes.map(({ ratePercent, netMinor, taxMinor }) => ({
        name: words.tax(figures.percent(ratePercent), figures.money(netMinor)),
        amount: figures.money(taxMinor),
      })),
      { name: words.total, amount: figures.money(order.totalMinor), last: true },
    ],
    addresses: [
      ...(shipping === null
        ? []
        : [{ name: words.shipping, lines: postal(shipping, order.customer, locale) }]),
      ...(billing === null ? [] : [{ name: words.billing, lines: postal(billing, order.customer, locale) }]),
    ],
    next: { title: words.next, sentences: nextOf(words, figures, order) },
  };
}

function nextOf(
  words: OrderWords,
  figures: Figures,
  { payment, totalMinor, paidMinor }: OrderTold,
): string[] {
  if (payment === null) return [];
  if (totalMinor > 0 && paidMinor >= totalMinor) return [words.paid];
  if (payment.method === "on_account") return [words.onAccount(payment.termsDays)];
  return totalMinor - paidMinor > 0 ? [words.open(figures.money(totalMinor - paidMinor))] : [];
}

function postal({ recipient, line1, line2, ...place }: Postal, customer: string, locale: string): string[] {
  const town = [place.postalCode, place.city].filter((part) => part !== null).join(" ");
  const country = new Intl.DisplayNames([locale], { type: "region" }).of(place.country) ?? place.country;
  return [recipient ?? customer, line1, line2, town, place.region, country]
    .filter((part) => part !== null)
    .map(harmless);
}
