/**
 * Test files that share a process, one after the other: what a process takes to begin, most of a second of processor
 * time, is paid once for all of them. Whoever needs one of their own says why: `// alone: …` in a line of the file.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** As many as leave something to do at the same time, and are over within a minute or two. */
const mostInGroup = 12;
const anything = /(?:)/;
/** Of the platform only what stands by itself: its other tests declare nouns and settings that no application knows. */
const pure = /^(?![\s\S]*(#app|#harness|\.fixture\.ts|node:child_process|process\.env|mock\.))/;
const folders = { "server/src/modules": anything, "server/src/platform": pure, sdk: anything };
const alone = /^\/\/ alone: \S/m;

/**
 * @param paths of test files, relative to `root`
 * @param into a folder that is made for what stands for a group
 * @returns what is to be run: groups, which take longest, and then the files that are by themselves
 */
export async function grouped(root: string, paths: readonly string[], into: string): Promise<string[]> {
  const kept = [...paths];
  const groups: string[] = [];
  await mkdir(into);
  for (const [folder, fits] of Object.entries(folders)) {
    const members = [];
    for (const path of paths.filter((one) => one.startsWith(`${folder}/`))) {
      const written = await readFile(join(root, path), "utf8");
      if (fits.test(written) && !alone.test(written)) members.push(path);
    }
    for (const path of members) kept.splice(kept.indexOf(path), 1);
    const count = Math.ceil(members.length / mostInGroup);
    // every so-manieth: neighbours take about as long as each other
    for (let i = 0; i < count; i++) {
      const file = join(into, `${folder.replaceAll("/", "-")}-${i + 1}.mjs`);
      const ours = members.filter((_, at) => at % count === i);
      await writeFile(file, text(root, ours));
      groups.push(file);
    }
  }
  return [...groups, ...kept];
}

/** Each file is a test, and what it declares are its subtests: its hooks run when it is over. */
function text(root: string, paths: string[]): string {
  const tests = paths.map((path) => {
    const url = JSON.stringify(pathToFileURL(join(root, path)).href);
    return `await test(${JSON.stringify(path)}, async () => void (await import(${url})));`;
  });
  return `import { test } from "node:test";\n${tests.join("\n")}\n`;
}
