/** The project's files as the checks read them: path, text and tokens. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { code, type Token, tokenize } from "./tokens.ts";

export type Source = {
  /** Relative to the root, with forward slashes: `server/src/modules/orders/order.ts`. */
  path: string;
  text: string;
  /** Lines with something after the last newline counted too, as an editor shows them. */
  lines: number;
  /** Comments included. Empty for files that are not TypeScript. */
  tokens: Token[];
  /** Comments left out. */
  code: Token[];
};

const notOurs = new Set(["node_modules", ".git", "coverage", "dist"]);

/** Every file under `folder` of `root` whose name ends with one of `endings`, sorted; none when it is absent. */
export function readSources(root: string, folder: string, endings = [".ts"]): Source[] {
  return listFiles(join(root, folder))
    .map((path) => relative(root, path).split(sep).join("/"))
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .sort()
    .map((path) => readSource(root, path));
}

/** Paths of all files below `folder`, dependencies and data directories left out. */
export function listFiles(folder: string): string[] {
  const entries = readFolder(folder).filter(
    (entry) => !notOurs.has(entry.name) && !entry.name.startsWith(".plinth"),
  );
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

function readSource(root: string, path: string): Source {
  const text = readFileSync(join(root, path), "utf8");
  const tokens = path.endsWith(".ts") ? tokenize(text) : [];
  return { path, text, lines: text.trimEnd().split("\n").length, tokens, code: code(tokens) };
}

function readFolder(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
