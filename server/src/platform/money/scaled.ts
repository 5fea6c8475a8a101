/**
 * Decimal text as a whole number of its smallest places: `scaled("12.5", 6)` is 12500000n. Numbers come as
 * JavaScript writes them, which is exact for what a door has let through.
 * @throws when it is no plain decimal or has more than `places` decimals.
 */
export function scaled(decimal: string | number, places: number): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(decimal));
  const [, sign, whole, fraction = ""] = match ?? [];
  const digits = fraction.replace(/0+$/, "");
  if (whole === undefined || digits.length > places)
    throw new Error(`"${decimal}" is no decimal with at most ${places} places`);
  const value = BigInt(whole + digits.padEnd(places, "0"));
  return sign === "-" ? -value : value;
}
