/**
 * TypeScript cut into tokens, just well enough to tell code from comments and strings.
 *
 * TypeScript 7 has no compiler API, and a regular expression over the raw text mistakes an import
 * in a comment for an import. Not a parser: it knows no grammar, only where things begin and end.
 */
export type Token = {
  kind: "word" | "string" | "number" | "regex" | "punctuation" | "comment";
  /** Strings and template chunks come without their quotes, as written (escapes not resolved). */
  text: string;
  /** Line of the first character, counted from 1. */
  line: number;
};

const space = /\s+/y;
const comment = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const text = /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'/y;
const chunk = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/y;
const word = /[#@]?[\p{ID_Start}$_][\p{ID_Continue}$]*/uy;
const number = /\d[\w.]*/y;
const regex = /\/(?![*/])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;

/** After these words a slash opens a regular expression; after any other word it divides. */
const beforeRegex = new Set([
  "return",
  "typeof",
  "case",
  "in",
  "of",
  "do",
  "else",
  "void",
  "delete",
  "await",
]);

/** Every token of `source` in order, comments included. Never throws: unknown characters are punctuation. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  const openBraces: number[] = []; // one count per template whose `${` we are inside
  let at = 0;
  let line = 1;

  while (at < source.length) {
    if (take(space) !== undefined) continue;
    if (keep("comment", take(comment))) continue;
    if (keep("string", take(text), 1)) continue;
    if (keep("word", take(word))) continue;
    if (keep("number", take(number))) continue;
    if (regexMayFollow(tokens) && keep("regex", take(regex))) continue;
    punctuation(source.charAt(at));
  }
  return tokens;

  /** The match of a sticky pattern here, or undefined; moves past it. */
  function take(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0];
    if (found !== undefined) at += found.length;
    if (found !== undefined && pattern === space) line += newlines(found);
    return found;
  }

  function keep(kind: Token["kind"], found: string | undefined, quotes = 0): boolean {
    if (found === undefined) return false;
    tokens.push({ kind, text: found.slice(quotes, found.length - quotes), line });
    line += newlines(found);
    return true;
  }

  function punctuation(character: string): void {
    at += 1;
    const inside = openBraces.at(-1);
    if (character === "`") {
      template();
    } else if (character === "}" && inside === 0) {
      openBraces.pop(); // the `${…}` ends, its template goes on
      template();
    } else {
      tokens.push({ kind: "punctuation", text: character, line });
      const depth = character === "{" ? 1 : character === "}" ? -1 : 0;
      if (inside !== undefined) openBraces.push((openBraces.pop() ?? 0) + depth);
    }
  }

  /** One chunk of a template, up to its closing backtick or to the next `${`. */
  function template(): void {
    keep("string", take(chunk));
    if (source.startsWith("${", at)) {
      tokens.push({ kind: "punctuation", text: "${", line });
      openBraces.push(0);
      at += 2;
    } else {
      at += 1;
    }
  }
}

/** The tokens without comments. */
export function code(tokens: Token[]): Token[] {
  return tokens.filter((token) => token.kind !== "comment");
}

function regexMayFollow(tokens: Token[]): boolean {
  const previous = tokens.findLast((token) => token.kind !== "comment");
  if (previous === undefined) return true;
  if (previous.kind === "word") return beforeRegex.has(previous.text);
  return previous.kind === "punctuation" && !")]}".includes(previous.text);
}

function newlines(found: string): number {
  return found.split("\n").length - 1;
}
