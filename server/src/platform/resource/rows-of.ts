/** Which rows of its table are a noun's. */
import type { Resource } from "./define-resource.ts";

/** As a further condition; nothing where all of them are. What it names is declared, and never a caller's. */
export function rowsOf({ only }: Pick<Resource, "only">, alias: string): string {
  return only === undefined ? "" : ` and ${alias}.${only.column} = '${only.is}'`;
}
