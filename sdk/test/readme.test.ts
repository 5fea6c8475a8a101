/** The package as it would be published, used as its README says. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { testApp } from "../../server/test/harness/app.ts";

const run = promisify(execFile);
const sdk = fileURLToPath(new URL("..", import.meta.url));
const modules = join(sdk, "..", "node_modules");
const compiler = join(modules, "typescript", "bin", "tsc");

test("the README is true: its snippets compile against the package, and print what stands behind them", async () => {
  const t = await testApp();
  const { key } = await t.tenant();
  const home = await mkdtemp(join(tmpdir(), "plinth-sdk-"));
  after(() => rm(home, { recursive: true, force: true }));
  await publishInto(join(home, "node_modules", "@plinth", "sdk"));

  const program = snippetsOf(await readFile(join(sdk, "README.md"), "utf8"));
  await writeFile(join(home, "program.mts"), program);
  await writeFile(join(home, "tsconfig.json"), JSON.stringify(strictest));
  await mkdir(join(home, "node_modules", "@types"));
  await symlink(join(modules, "@types", "node"), join(home, "node_modules", "@types", "node"));
  await symlink(join(modules, "undici-types"), join(home, "node_modules", "undici-types"));
  await run(process.execPath, [compiler, "-p", home]).catch(({ stdout }) => assert.fail(stdout));

  const env = { ...process.env, PLINTH_URL: t.url, PLINTH_KEY: key };
  const { stdout } = await run(process.execPath, ["program.mts"], { cwd: home, env, timeout: 30_000 });
  assert.deepEqual(stdout.trim().split("\n"), promised(program));
  assert.match(await readFile(join(home, "cursor"), "utf8"), /^\d+$/);
});

const strictest = {
  compilerOptions: {
    target: "es2024",
    module: "nodenext",
    types: ["node"],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
  },
};

/** What `npm publish` would send. */
async function publishInto(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await run(process.execPath, [
    compiler,
    "-p",
    join(sdk, "tsconfig.build.json"),
    "--outDir",
    join(folder, "dist"),
  ]);
  await cp(join(sdk, "package.json"), join(folder, "package.json"));
}

function snippetsOf(markdown: string): string {
  const snippets = [...markdown.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, snippet = ""]) => snippet);
  assert.ok(snippets.length >= 7, "the README shows how it is used");
  return snippets.join("\n");
}

/** What is printed stands behind the statement that prints it. */
function promised(program: string): string[] {
  return [...program.matchAll(/console\.log\(.*\);? \/\/ (.*)$/gm)].map(([, words = ""]) => words);
}
