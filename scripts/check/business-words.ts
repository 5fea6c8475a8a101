/**
 * The platform must not know what the business sells. This finds its nouns in identifiers and
 * strings (comments may speak of orders, code may not).
 *
 * "order" and "quote" are also English: `order by`, `sortOrder`, `quoteIdentifier` pass; `orders`,
 * `order_id`, `orderLine`, `placeOrder` and `"order.placed"` do not.
 *
 * The escape is a comment with its reason, on the line or right above it: `// wall: why it must`.
 */
import type { Token } from "./tokens.ts";

const nouns = new Set(
  "customer customers orders product products invoice invoices warehouse warehouses quotes shipment shipments".split(
    " ",
  ),
);
const ambiguous = new Set(["order", "quote"]);
const afterNoun = new Set("id ids line lines number total totals status state states".split(" "));
const beforeNoun = new Set("place placed cancel confirm accept sales purchase".split(" "));
const reasoned = /\bwall:\s*\S+/;

/** Every business word in `tokens`, once per line. */
export function businessWords(tokens: Token[]): { word: string; line: number }[] {
  const excused = excusedLines(tokens);
  const found = tokens
    .filter((token) => token.kind === "word" || token.kind === "string")
    .flatMap((token) => inText(token.text).map(({ word, below }) => ({ word, line: token.line + below })))
    .filter(({ line }) => !excused.has(line));
  return [...new Map(found.map((each) => [`${each.line} ${each.word}`, each])).values()];
}

/** Business words of one identifier or string, with how many lines below its start they stand. */
function inText(text: string): { word: string; below: number }[] {
  return text.split("\n").flatMap((row, below) => {
    const names = row.match(/[A-Za-z_][A-Za-z0-9_]*/g) ?? [];
    const fact = row.match(/\b(order|quote)\.[a-z]+/g) ?? [];
    return [...names.filter(isBusiness), ...fact].map((word) => ({ word, below }));
  });
}

function isBusiness(name: string): boolean {
  const parts = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split("_");
  return parts.some(
    (part, index) =>
      nouns.has(part) ||
      (ambiguous.has(part) &&
        (afterNoun.has(parts[index + 1] ?? "") || beforeNoun.has(parts[index - 1] ?? ""))),
  );
}

/** The lines a reasoned comment speaks for: its own, and the one after it. */
function excusedLines(tokens: Token[]): Set<number> {
  const reasons = tokens.filter((token) => token.kind === "comment" && reasoned.test(token.text));
  return new Set(
    reasons.flatMap(({ line, text }) => {
      const last = line + text.split("\n").length - 1;
      return [line, last, last + 1];
    }),
  );
}
