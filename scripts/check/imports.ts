/** What a file reaches for: every import, re-export and dynamic import, type-only ones included. */
import type { Token } from "./tokens.ts";

export type Import = {
  /** As written; undefined when it is computed, so that nobody can say where it leads. */
  specifier: string | undefined;
  line: number;
};

/** Every import in `tokens` (without comments, see `code`). */
export function importsOf(tokens: Token[]): Import[] {
  const found: Import[] = [];
  tokens.forEach((token, index) => {
    if (token.kind !== "word" || isProperty(tokens, index)) return;
    const end = specifierOf(tokens, index);
    if (end === undefined) return;
    found.push({ specifier: end.kind === "string" ? end.text : undefined, line: token.line });
  });
  return found;
}

/** The token that names what is imported by the keyword at `index`, if it is an import at all. */
function specifierOf(tokens: Token[], index: number): Token | undefined {
  const keyword = tokens[index]?.text;
  const next = tokens[index + 1];
  if (next === undefined) return undefined;
  if (keyword === "require" && next.text === "(") return argument(tokens, index + 2);
  if (keyword === "import") {
    if (next.kind === "string") return next;
    if (next.text === "(") return argument(tokens, index + 2);
    if (next.kind === "word" || next.text === "{" || next.text === "*") return afterFrom(tokens, index + 1);
  }
  if (keyword === "export") {
    const names = next.text === "type" ? index + 2 : index + 1;
    const opens = tokens[names]?.text;
    if (opens === "*") return afterFrom(tokens, names);
    if (opens === "{") return afterFrom(tokens, closing(tokens, names) + 1, 1);
  }
  return undefined;
}

/** The only argument of a call when it is a literal, else a token that is no string. */
function argument(tokens: Token[], index: number): Token | undefined {
  const first = tokens[index];
  const follows = tokens[index + 1]?.text;
  if (first?.kind !== "string" || follows === ")" || follows === ",") return first;
  return { ...first, kind: "punctuation" };
}

/** The string after the next `from`, looking at most `reach` tokens ahead within the statement. */
function afterFrom(tokens: Token[], start: number, reach = 10_000): Token | undefined {
  for (let index = start; index < Math.min(tokens.length, start + reach); index += 1) {
    const token = tokens[index];
    const next = tokens[index + 1];
    if (token?.kind === "punctuation" && token.text === ";") return undefined;
    if (token?.kind === "word" && token.text === "from" && next?.kind === "string") return next;
  }
  return undefined;
}

function closing(tokens: Token[], start: number): number {
  const end = tokens.findIndex((token, index) => index > start && token.text === "}");
  return end === -1 ? tokens.length : end;
}

/** `something.import` and `{ import: … }` are names, not imports. */
function isProperty(tokens: Token[], index: number): boolean {
  const before = tokens[index - 1];
  return (before?.kind === "punctuation" && before.text === ".") || tokens[index + 1]?.text === ":";
}
