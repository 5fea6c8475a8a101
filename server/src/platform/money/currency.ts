/** Currencies whose minor unit is not a hundredth (ISO 4217, list one, 2026). */
const exceptions: Record<string, number> = {
  BHD: 3,
  BIF: 0,
  CLF: 4,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  IQD: 3,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  PYG: 0,
  RWF: 0,
  TND: 3,
  UGX: 0,
  UYI: 0,
  UYW: 4,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
};

/** Decimal digits of the currency's minor unit: 2 for EUR, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  return exceptions[currency] ?? 2;
}

/** The codes for which `minorDigits` is not 2, with what it is: for those who ask it in SQL. */
export const unusualMinorDigits: Readonly<Record<string, number>> = exceptions;

const currencies = new Set(Intl.supportedValuesOf("currency"));

/** Known to the Unicode tables without their years: what ended or is a unit of account between banks (July 2026). */
const notInUse = new Set(["ANG", "BGN", "CUC", "HRK", "XDR", "XSU"]);

/** Is it a currency's ISO 4217 code, in capitals? */
export function isCurrency(code: string): boolean {
  return currencies.has(code);
}

/** Codes in which somebody founding a company today keeps books, sorted: fewer than `isCurrency` knows, for old papers. */
export function currenciesInUse(): string[] {
  const names = new Intl.DisplayNames(["en"], { type: "currency" });
  // what has ended carries its years: Zimbabwean Dollar (2009–2024)
  const ended = (code: string) => /\(\d{4}.\d{4}\)/.test(names.of(code) ?? "");
  return [...currencies].filter((code) => !notInUse.has(code) && !ended(code)).sort();
}
