/**
 * Ids that can be computed from an ordinal, in TypeScript and in SQL alike: pgbench knows only numbers, and
 * must be able to name the same objects as the load generator.
 */

const kinds = {
  organization: "0199f3c07d1e7a0080",
  customer: "0199f3c17d1e7a0080",
  product: "0199f3c27d1e7a0080",
  order: "0199f3c37d1e7a0080",
  warehouse: "0199f3c47d1e7a0080",
} as const;

export type Kind = keyof typeof kinds;

/** The id of the n-th object of its kind, from 0: a UUID of version 7 whose last digits are the ordinal. */
export function idOf(kind: Kind, ordinal: number): string {
  const digits = kinds[kind] + String(ordinal).padStart(14, "0");
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}

/** Which object of the bench this id names; undefined when none. */
export function kindAndOrdinal(id: string): { kind: Kind; ordinal: number } | undefined {
  const digits = id.replaceAll("-", "");
  for (const [kind, prefix] of Object.entries(kinds)) {
    // the entries of a constant have its keys
    if (digits.startsWith(prefix))
      return { kind: kind as Kind, ordinal: Number(digits.slice(prefix.length)) };
  }
  return undefined;
}

/** The same as an SQL expression of type uuid; `ordinal` is SQL of an integer or of its text. */
export function idSql(kind: Kind, ordinal: string): string {
  return `('${kinds[kind]}' || lpad((${ordinal})::text, 14, '0'))::uuid`;
}
