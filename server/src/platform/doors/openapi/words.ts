/** Names of the declarations, as people read them. */
import type { Query } from "#platform/action";

/** `stock_level` → "stock level". */
export const spoken = (name: string): string =>
  name.replaceAll("_", " ").replace(/\b(api|id|url)\b/g, (word) => word.toUpperCase());

/** `stock_levels` → "Stock levels". */
export const capitalized = (name: string): string => {
  const words = spoken(name);
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The tag of a path: `/v1/stock_levels/{id}/count` → "stock_levels". */
export const tagOf = (path: string): string => path.split("/")[2] ?? "other";

/** The sentence that every description ends with. */
export function needs({
  audience,
  permission,
  alsoNeeds,
}: Pick<Query, "audience" | "permission" | "alsoNeeds">): string {
  if (audience === "public") return "Needs no credential.";
  if (audience === "person") return "For a logged-in person, about their own account.";
  if (alsoNeeds !== undefined) return `Needs the permissions \`${permission}\` and \`${alsoNeeds}\`.`;
  return permission === undefined
    ? "Any valid credential will do."
    : `Needs the permission \`${permission}\`.`;
}
