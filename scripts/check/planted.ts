/** A small house in a temporary folder, sound except for what a test plants in it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Files by path; their text. */
export type Tree = Record<string, string>;

/** What `check` finds in a tree made of `files`; the tree is gone afterwards. */
export function findingsIn(files: Tree, check: (root: string) => string[]): string[] {
  const root = mkdtempSync(join(tmpdir(), "plinth-check-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return check(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
