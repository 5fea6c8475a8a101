/** What one language says of an order. Values come in readable and harmless. */
export type OrderWords = {
  subject(v: { number: string; reference: string | undefined }): string;
  thanks(organization: string): string;
  number: string;
  orderedOn: string;
  reference: string;
  customer: string;
  item: string;
  net: string;
  /** Percent taken off a line's price. */
  discount(percent: string): string;
  taxed(percent: string): string;
  subtotal: string;
  tax(percent: string, net: string): string;
  total: string;
  shipping: string;
  billing: string;
  next: string;
  onAccount(days: number): string;
  paid: string;
  open(amount: string): string;
  changes: string;
  /** @param answersTo where answers go, where somebody reads them */
  footer(organization: string, answersTo: string | undefined): string;
};

export const english: OrderWords = {
  subject: ({ number, reference }) =>
    `Order confirmation ${number}${reference === undefined ? "" : ` (your reference ${reference})`}`,
  thanks: (organization) => `Thank you for your order. ${organization} confirms it as follows.`,
  number: "Order number",
  orderedOn: "Ordered on",
  reference: "Your reference",
  customer: "Customer",
  item: "Item",
  net: "Net",
  discount: (percent) => `less ${percent}`,
  taxed: (percent) => `${percent} tax`,
  subtotal: "Subtotal",
  tax: (percent, net) => `Tax ${percent} on ${net}`,
  total: "Total",
  shipping: "Delivery to",
  billing: "Invoice to",
  next: "What happens next",
  onAccount: (days) =>
    days === 0
      ? "You buy on account: the invoice is due when you receive it."
      : `You buy on account: the invoice is due within ${days} ${days === 1 ? "day" : "days"}.`,
  paid: "The order is paid in full. There is nothing left for you to pay.",
  open: (amount) => `${amount} of the total is still to be paid.`,
  changes: "Is something not right? Tell us as soon as you can.",
  footer: (organization, answersTo) =>
    answersTo === undefined
      ? `Sent for ${organization}. Nobody reads answers to this address.`
      : `Sent for ${organization}. Answers go to ${answersTo}.`,
};

export const german: OrderWords = {
  subject: ({ number, reference }) =>
    `Auftragsbestätigung ${number}${reference === undefined ? "" : ` (Ihre Referenz ${reference})`}`,
  thanks: (organization) => `vielen Dank für Ihre Bestellung. ${organization} bestätigt sie wie folgt.`,
  number: "Auftragsnummer",
  orderedOn: "Bestellt am",
  reference: "Ihre Referenz",
  customer: "Kunde",
  item: "Position",
  net: "Netto",
  discount: (percent) => `abzüglich ${percent}`,
  taxed: (percent) => `${percent} USt.`,
  subtotal: "Zwischensumme",
  tax: (percent, net) => `USt. ${percent} auf ${net}`,
  total: "Gesamtbetrag",
  shipping: "Lieferung an",
  billing: "Rechnung an",
  next: "Wie es weitergeht",
  onAccount: (days) =>
    days === 0
      ? "Sie kaufen auf Rechnung; sie ist bei Erhalt fällig."
      : `Sie kaufen auf Rechnung; sie ist innerhalb von ${days} ${days === 1 ? "Tag" : "Tagen"} fällig.`,
  paid: "Die Bestellung ist vollständig bezahlt. Für Sie bleibt nichts zu zahlen.",
  open: (amount) => `Vom Gesamtbetrag sind noch ${amount} zu zahlen.`,
  changes: "Stimmt etwas nicht? Bitte sagen Sie uns möglichst bald Bescheid.",
  footer: (organization, answersTo) =>
    answersTo === undefined
      ? `Gesendet für ${organization}. Antworten an diese Adresse liest niemand.`
      : `Gesendet für ${organization}. Antworten gehen an ${answersTo}.`,
};
