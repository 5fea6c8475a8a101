/** Amounts, quantities and days as the readers of a mail write them. */
import { minorDigits } from "#platform/money";

export type Figures = {
  /** An amount in minor units, with its currency. */
  money(minor: number): string;
  /** A price of one: at least as many decimals as the currency has. */
  price(decimal: string): string;
  quantity(decimal: string): string;
  percent(decimal: string): string;
  day(at: Date): string;
};

export type Style = {
  /** BCP 47. */
  locale: string;
  /** How the organization writes 1234.56; undefined: as its language does. */
  numberFormat: string | undefined;
  timeZone: string;
  currency: string;
};

export function figuresOf({ locale, numberFormat, timeZone, currency }: Style): Figures {
  const digits = minorDigits(currency);
  const signs = signsOf(numberFormat);
  // what Intl takes as text it does not round to a double; its types know numbers only
  const write = (decimal: string, options: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(locale, options)
      .formatToParts(decimal as unknown as number)
      .map(({ type, value }) => (signs && (type === "group" || type === "decimal") ? signs[type] : value))
      .join("");
  const inCurrency = { style: "currency", currency } as const;
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone });
  return {
    money: (minor) =>
      write(decimalOf(minor, digits), {
        ...inCurrency,
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
    price: (decimal) =>
      write(decimal, {
        ...inCurrency,
        minimumFractionDigits: digits,
        maximumFractionDigits: Math.max(digits, 6),
      }),
    quantity: (decimal) => write(decimal, { maximumFractionDigits: 3 }),
    percent: (decimal) => write(decimal, { style: "unit", unit: "percent", maximumFractionDigits: 4 }),
    day: (at) => day.format(at),
  };
}

function decimalOf(minor: number, digits: number): string {
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  return `${minor < 0 ? "-" : ""}${whole}${digits === 0 ? "" : `.${text.slice(-digits)}`}`;
}

/** `1.234,56` groups by dots and has a comma before the decimals. */
function signsOf(numberFormat: string | undefined): { group: string; decimal: string } | undefined {
  const [, group, decimal] = /^1(.)234(.)56$/.exec(numberFormat ?? "") ?? [];
  if (group === undefined || decimal === undefined) return undefined;
  return { group: group === " " ? "\u202f" : group, decimal };
}
