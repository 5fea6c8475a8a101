/**
 * How a whole run is laid out. Test files share a process, one after the other: what a process takes to begin, most of a
 * second of processor time, is paid once for all of them. And what takes longest begins first, so that no core is idle in the
 * end: Node runs files in the order of their names, so each process gets a file of its own that is named by its turn.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const anything = /(?:)/;
/** No other process, no clock and no environment that it changes. */
const itself = /^(?![\s\S]*(plinth-process|node:child_process|process\.env|mock\.))/;
/** The whole application: in a process with others' nouns and settings it would find some that nobody has listed. */
const application = /^(?=[\s\S]*#harness\/app")(?![\s\S]*node:child_process)/;
/** Which files of a folder share, the first line that fits; `most` in a process, so that it is over within a minute or two. */
const shared = [
  { folder: "server/src/modules", which: anything, most: 12 },
  { folder: "server/src/platform", which: application, most: 12 },
  { folder: "server/src", which: itself, most: 12 },
  { folder: "server/test/scenarios", which: itself, most: 4 },
  { folder: "server/test/security", which: anything, most: 4 },
  { folder: "scripts", which: itself, most: 12 },
  { folder: "sdk", which: anything, most: 12 },
];
/** Whoever needs a process of their own says why: `// alone: …` in a line of the file. */
const alone = /^\/\/ alone: \S/m;

/** What takes a whole installation apart, then what takes an application; the last ones are over in a moment. */
const longestFirst = [
  "server/test/survival/",
  "bench/",
  "server/test/scenarios/",
  "server/src/modules/",
  "server/test/",
  "server/src/commands/",
  "server/src/platform/embedded-postgres/",
];

/**
 * @param paths of test files, relative to `root`
 * @param into a folder that is made for it
 * @returns what is to be run, a process each
 */
export async function laidOut(root: string, paths: readonly string[], into: string): Promise<string[]> {
  const processes = await processesOf(root, paths);
  processes.sort((one, other) => turnOf(one) - turnOf(other));
  await mkdir(into);
  return await Promise.all(
    processes.map(async (files, i) => {
      const file = join(into, `${String(i).padStart(4, "0")}.mjs`);
      await writeFile(file, files.length === 1 ? byItself(root, files) : oneAfterTheOther(root, files));
      return file;
    }),
  );
}

async function processesOf(root: string, paths: readonly string[]): Promise<string[][]> {
  const rest = new Set(paths);
  const groups: string[][] = [];
  for (const { folder, most, which } of shared) {
    const members: string[] = [];
    for (const path of [...rest].filter((one) => one.startsWith(`${folder}/`))) {
      const written = await readFile(join(root, path), "utf8");
      if (which.test(written) && !alone.test(written)) members.push(path);
    }
    for (const path of members) rest.delete(path);
    // every so-manieth: neighbours take about as long as each other
    const count = Math.ceil(members.length / most);
    for (let i = 0; i < count; i++) groups.push(members.filter((_, at) => at % count === i));
  }
  return [...groups, ...[...rest].map((path) => [path])];
}

function turnOf([first = ""]: string[]): number {
  const turn = longestFirst.findIndex((folder) => first.startsWith(folder));
  return turn < 0 ? longestFirst.length : turn;
}

const byItself = (root: string, files: string[]) =>
  files.map((path) => `await import(${urlOf(root, path)});\n`).join("");

/** Each file is a test, and what it declares are its subtests: its hooks run when it is over. */
function oneAfterTheOther(root: string, files: string[]): string {
  const tests = files.map(
    (path) => `await test(${JSON.stringify(path)}, async () => void (await import(${urlOf(root, path)})));\n`,
  );
  return `import { test } from "node:test";\n${tests.join("")}`;
}

const urlOf = (root: string, path: string) => JSON.stringify(pathToFileURL(join(root, path)).href);
