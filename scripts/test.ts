/**
 * `npm test`: every check and every test, on a PostgreSQL that is made for this run and thrown away.
 *
 *   npm test                          all checks, then all tests
 *   npm test -- orders config.test.ts only the test files whose path contains one of these words
 *   npm test -- --test-only           anything that begins with -- goes to `node --test`
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describeConfig } from "#config";
import { testClusterSettings } from "#harness/cluster-settings";
import { startEmbeddedPostgres } from "#platform/embedded-postgres";
import { laidOut } from "./test-groups.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folders = ["server", "scripts", "bench", "sdk"];
const clusterPrefix = "plinth-test-";
/** A test that takes longer hangs: better red than a CI job that never ends. */
const testTimeoutMs = 300_000;

/** Every run of a child is ended by the signal that ends us; then the cluster is still cleared away. */
const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interrupted.abort());

const words = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const options = process.argv.slice(2).filter((argument) => argument.startsWith("--"));

const checked = words.length > 0 ? 0 : await check();
const tested = await test(await testFiles(words));
if (checked !== 0) console.error("\nThe tests ran, but the checks before them failed: see above.");
process.exitCode = checked || tested;

/** Types, lint, walls, migrations. Tests run even if it fails: both lists are wanted at once. */
async function check(): Promise<number> {
  const script = join(root, "scripts", "check.ts");
  return existsSync(script) ? await run([script], process.env) : 0;
}

async function test(files: string[]): Promise<number> {
  if (files.length === 0) {
    console.error(
      words.length > 0
        ? `No test file's path contains: ${words.join(", ")}`
        : "There is no test file at all.",
    );
    return 1;
  }
  await removeForgottenClusters();
  const dataDir = await mkdtemp(join(tmpdir(), clusterPrefix));
  const cluster = await startEmbeddedPostgres({ dataDir, durable: false, settings: testClusterSettings });
  try {
    // a person who asks for some files wants to see those by themselves
    const together = words.length > 0 ? files : await laidOut(root, files, join(dataDir, "run"));
    // more than there are cores: who waits for a mail, a lock or a start leaves room for somebody else
    const concurrency = Math.min(6, availableParallelism() + 2);
    return await run(
      [
        "--test",
        "--test-reporter=spec",
        `--test-concurrency=${concurrency}`,
        `--test-timeout=${testTimeoutMs}`,
        ...options,
        ...together,
      ],
      {
        ...withoutConfiguration(process.env),
        PLINTH_TEST_ADMIN_URL: cluster.adminUrl,
        // every test file is a process of its own: what one has stripped and compiled, the others read
        NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "plinth"),
        // to look for a link in the path of each of 1,800 files is a tenth of what it takes to load them, and there is none
        NODE_PRESERVE_SYMLINKS: "1",
      },
    );
  } finally {
    await cluster.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function testFiles(wanted: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders.filter((name) => existsSync(join(root, name)))) {
    for (const entry of await readdir(join(root, folder), { recursive: true, withFileTypes: true })) {
      const path = relative(root, join(entry.parentPath, entry.name));
      if (entry.isFile() && path.endsWith(".test.ts") && !path.includes("node_modules")) found.push(path);
    }
  }
  const matches = (path: string) =>
    wanted.length === 0 || wanted.some((word) => path.includes(relativeWord(word)));
  return found.filter(matches).sort();
}

/** `./server/x.test.ts` and an absolute path are as good as `server/x.test.ts`. */
function relativeWord(word: string): string {
  return word.replace(`${root}/`, "").replace(/^\.\//, "");
}

/** Runs our own Node with these arguments and answers its exit code. */
async function run(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  if (interrupted.signal.aborted) return 130;
  return await new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: "inherit" });
    interrupted.signal.addEventListener("abort", () => child.kill("SIGTERM"), { once: true });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 130));
  });
}

/** A developer's own settings must not reach the tests. */
function withoutConfiguration(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = new Set(describeConfig().map((row) => row.name));
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !ours.has(name)));
}

/** Clusters of test runs that were killed hard: nobody else would ever stop them. */
async function removeForgottenClusters(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const dataDir = join(tmpdir(), name);
    if (!name.startsWith(clusterPrefix)) continue;
    // Without connection facts it is another run's that begins at this moment.
    const facts = await stat(join(dataDir, "postgres.json")).catch(() => undefined);
    if (facts?.uid !== process.getuid?.()) continue;
    const cluster = await startEmbeddedPostgres({ dataDir, durable: false });
    await cluster.stop();
    if (cluster.startedHere) await rm(dataDir, { recursive: true, force: true });
  }
}
