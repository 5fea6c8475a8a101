/** Links between the project's own pages: each leads to a file that is there, and to a heading that is there. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { posix } from "node:path";
import type { Source } from "./source.ts";

const inline = /!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)/g;
const reference = /^\s*\[[^\]]+\]:\s*<?(\S+?)>?(\s|$)/;
const elsewhere = /^([a-z][a-z0-9+.-]*:|\/\/)/i;

/** The links of a Markdown page that lead nowhere, one sentence each. Links to other sites are not followed. */
export function deadLinks(root: string, page: Source): string[] {
  return prose(page.text).flatMap((line, index) => {
    const targets = [...line.matchAll(inline), ...[reference.exec(line) ?? []]].map(
      (match) => match[1] ?? "",
    );
    return targets
      .filter((target) => target !== "" && !elsewhere.test(target))
      .flatMap((target) => deadLink(root, page, target) ?? [])
      .map((wrong) => `${page.path}:${index + 1}: ${wrong}`);
  });
}

function deadLink(root: string, page: Source, target: string): string | undefined {
  const [file = "", heading] = target.split("#");
  const path = file === "" ? page.path : posix.join(posix.dirname(page.path), decodeURIComponent(file));
  if (path.startsWith("../") || posix.isAbsolute(file)) return `"${target}" leads out of the project`;
  const full = posix.join(root, path);
  if (!existsSync(full)) return `"${target}" leads to no file`;
  if (heading === undefined || !path.endsWith(".md") || statSync(full).isDirectory()) return undefined;
  return headings(readFileSync(full, "utf8")).has(heading.toLowerCase())
    ? undefined
    : `"${target}" leads to no heading of ${path}`;
}

/** The lines of a page, with code blanked out so that line numbers stay true. */
function prose(text: string): string[] {
  let fenced = false;
  return text.split("\n").map((line) => {
    const fence = /^\s*(```|~~~)/.test(line);
    if (fence) fenced = !fenced;
    return fence || fenced ? "" : line.replace(/`[^`]*`/g, "");
  });
}

/** Anchors as the usual renderers make them: lower case, punctuation dropped, spaces to hyphens. */
function headings(text: string): Set<string> {
  const titles = text.match(/^#{1,6}\s+.+$/gm) ?? [];
  return new Set(
    titles.map((title) =>
      title
        .replace(/^#+\s+/, "")
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .trim()
        .replace(/\s/g, "-"),
    ),
  );
}
