/** Exact decimals for the outside: minor units and products of prices as text or as a number that says the same. Pure. */
import { minorDigits, scaled } from "#platform/money";

/** `129900` in EUR is `1299.00`; in JPY it is `129900`. */
export function decimalOf(minor: number, currency: string): string {
  return shifted(BigInt(minor), minorDigits(currency));
}

/** Unit price less discount, exact: up to 12 places, without zeros at the end. */
export function reducedPrice(unitPrice: string, discountPercent: string): string {
  const kept = 1_000_000n - scaled(discountPercent, 4);
  return shifted(scaled(unitPrice, 6) * kept, 12).replace(/\.?0+$/, "");
}

/** Tax per rate, rounded half away from zero once on the sum of its lines, as the order itself has it. */
export function taxByRate(lines: { net_minor: number; tax_rate_percent: string }[]): Map<string, number> {
  const nets = new Map<string, bigint>();
  for (const { net_minor, tax_rate_percent } of lines) {
    const rate = tax_rate_percent.includes(".") ? tax_rate_percent.replace(/\.?0+$/, "") : tax_rate_percent;
    nets.set(rate, (nets.get(rate) ?? 0n) + BigInt(net_minor));
  }
  return new Map([...nets].map(([rate, net]) => [rate, Number(rounded(net * scaled(rate, 4), 1_000_000n))]));
}

/** As a JSON number where that says exactly the same, else as text. */
export function numberOf(decimal: string): number | string {
  const digits = decimal.replace(/[-.]/g, "").replace(/^0+/, "");
  return digits.length <= 15 ? Number(decimal) : decimal;
}

function shifted(value: bigint, places: number): string {
  if (places === 0) return value.toString();
  const digits = (value < 0n ? -value : value).toString().padStart(places + 1, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

function rounded(dividend: bigint, divisor: bigint): bigint {
  const half = divisor / 2n;
  return dividend >= 0n ? (dividend + half) / divisor : -((-dividend + half) / divisor);
}
