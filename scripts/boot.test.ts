import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test, { type TestContext } from "node:test";
import { fileURLToPath } from "node:url";

const scripts = dirname(fileURLToPath(import.meta.url));
const lock = (packages: Record<string, object>) => JSON.stringify({ packages: { "": {}, ...packages } });
const wanted = lock({ "node_modules/thing": { version: "2.0.0", integrity: "sha512-new" } });

/** A small project with our boot in it; `npm` there is a program that notes its arguments and installs `thing`. */
async function project(t: TestContext, entry: string): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "plinth-boot-"));
  t.after(() => rm(root, { recursive: true, force: true }));
  await cp(join(scripts, "boot"), join(root, "scripts", "boot"), { recursive: true });
  await cp(join(scripts, "boot.mjs"), join(root, "scripts", "boot.mjs"));
  await writeFile(join(root, "entry.ts"), entry);
  await writeFile(join(root, "package.json"), '{"type":"module"}');
  await writeFile(join(root, "package-lock.json"), wanted);
  await mkdir(join(root, "npm"));
  await writeFile(
    join(root, "npm", "npm-cli.cjs"),
    `const fs = require("node:fs");
     fs.appendFileSync("npm-calls", process.argv.slice(2).join(" ") + "\\n");
     console.log("npm speaks");
     if (process.env.NPM_FAILS) process.exit(7);
     fs.mkdirSync("node_modules/thing", { recursive: true });
     fs.writeFileSync("node_modules/thing/package.json", "{}");
     fs.copyFileSync("package-lock.json", "node_modules/.package-lock.json");`,
  );
  return root;
}

function boot(root: string, args: string[] = [], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, ["scripts/boot.mjs", "entry.ts", ...args], {
    cwd: root,
    env: { ...process.env, npm_execpath: join(root, "npm", "npm-cli.cjs"), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function outcome(child: ChildProcess): Promise<{ code: number; stdout: string; stderr: string }> {
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout?.setEncoding("utf8").toArray(),
    child.stderr?.setEncoding("utf8").toArray(),
    once(child, "close"),
  ]);
  return { code, stdout: stdout?.join("") ?? "", stderr: stderr?.join("") ?? "" };
}

const npmCalls = (root: string) => readFile(join(root, "npm-calls"), "utf8").catch(() => "");

test("a fresh clone is installed once, and stdout belongs to the entry", async (t) => {
  const root = await project(t, "console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 3;");
  const first = await outcome(boot(root, ["a b", "--c"]));
  assert.equal(first.stdout, '["a b","--c"]\n');
  assert.equal(first.code, 3);
  assert.match(first.stderr, /Installing packages.*npm speaks.*Installed in/s);

  const second = await outcome(boot(root));
  assert.equal(second.stderr, "");
  assert.equal(await npmCalls(root), "ci --no-audit --no-fund --loglevel=error --include=dev\n");
});

test("node_modules that is older than the lock file, or incomplete, is installed again", async (t) => {
  const stale: [string, (root: string) => Promise<void>][] = [
    [
      "has changed",
      (root) => writeFile(join(root, "node_modules", ".package-lock.json"), wanted.replace("new", "old")),
    ],
    ["is not installed", (root) => writeFile(join(root, "node_modules", ".package-lock.json"), lock({}))],
    ["is incomplete", (root) => rm(join(root, "node_modules", "thing"), { recursive: true })],
  ];
  const root = await project(t, "");
  await outcome(boot(root));
  for (const [reason, spoil] of stale) {
    await spoil(root);
    const { code, stderr } = await outcome(boot(root));
    assert.match(stderr, new RegExp(`because thing ${reason}`));
    assert.equal(code, 0);
  }
});

test("packages for other systems are not missed", async (t) => {
  const root = await project(t, "");
  await outcome(boot(root));
  const foreign = { version: "1.0.0", optional: true, os: ["plan9"], cpu: [process.arch] };
  const packages = {
    "node_modules/thing": { version: "2.0.0", integrity: "sha512-new" },
    "node_modules/foreign": foreign,
  };
  await writeFile(
    join(root, "package-lock.json"),
    JSON.stringify({ packages: { "": { optionalDependencies: { foreign: "1.0.0" } }, ...packages } }),
  );
  assert.equal((await outcome(boot(root))).stderr, "");
});

test("of two that start at once only one installs", async (t) => {
  const root = await project(t, "");
  const both = await Promise.all([outcome(boot(root)), outcome(boot(root))]);
  assert.deepEqual(
    both.map(({ code }) => code),
    [0, 0],
  );
  assert.equal((await npmCalls(root)).trim().split("\n").length, 1);
});

test("an installation that was killed does not block the next one", async (t) => {
  const root = await project(t, "");
  await mkdir(join(root, ".plinth-install"));
  await writeFile(join(root, ".plinth-install", "pid"), String(2 ** 22 + 1));
  assert.equal((await outcome(boot(root))).code, 0);
});

test("an installation that fails says so and runs nothing", async (t) => {
  const root = await project(t, "console.log('ran');");
  const { code, stdout, stderr } = await outcome(boot(root, [], { NPM_FAILS: "1" }));
  assert.equal(code, 1);
  assert.equal(stdout, "");
  assert.match(stderr, /could not be installed; npm's reason is above/);
});

test("a Node of another version, or a dangling link to one, is not trusted", async (t) => {
  const root = await project(t, "console.log(process.execPath);");
  await outcome(boot(root));
  const system =
    process.platform === "darwin" ? `node-bin-darwin-${process.arch}` : `node-linux-${process.arch}`;
  const impostor = join(root, "node_modules", system, "bin", "node");
  await mkdir(dirname(impostor), { recursive: true });
  await writeFile(impostor, "#!/bin/sh\necho v20.20.2\n");
  await chmod(impostor, 0o755);
  await mkdir(join(root, "node_modules", ".bin"));
  await symlink("../gone/bin/node", join(root, "node_modules", ".bin", "node"));
  const { stdout } = await outcome(boot(root));
  assert.equal(stdout.trim(), process.execPath);
});

/** Says when it is ready, and on SIGTERM notes it and ends with code 5. */
const patient = `
  import { writeFileSync } from "node:fs";
  process.on("SIGTERM", () => { writeFileSync("stopped", "yes"); process.exit(5); });
  setInterval(() => {}, 1000);
  console.log("ready");`;

test("a signal reaches the entry, and its exit code comes back", async (t) => {
  const root = await project(t, patient);
  const booted = boot(root);
  booted.stdout?.once("data", () => booted.kill("SIGTERM"));
  assert.equal((await outcome(booted)).code, 5);
});

test("an entry whose boot is killed hard stops by itself", async (t) => {
  const root = await project(t, patient);
  const booted = boot(root);
  booted.stdout?.once("data", () => booted.kill("SIGKILL"));
  await outcome(booted); // ends with the pipe to stdout, which the entry holds until its own end
  assert.equal(await readFile(join(root, "stopped"), "utf8"), "yes");
});
