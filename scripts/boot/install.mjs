/**
 * Runs `npm ci` when node_modules is absent or not what package-lock.json describes.
 *
 * npm leaves a copy of what it installed in node_modules/.package-lock.json; comparing the two costs a
 * few milliseconds and also notices a `git pull` that changed the lock file.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const tellEveryMs = 5_000;

export async function installIfNeeded(root, { development }) {
  if (missing(root, development) === undefined) return;
  await alone(root, async () => {
    const reason = missing(root, development); // while we waited, another process may have installed all
    if (reason !== undefined) await install(root, development, reason);
  });
}

/** The first thing that is not as the lock file says, in words; undefined if all is well. */
function missing(root, development) {
  const wanted = readJson(join(root, "package-lock.json"))?.packages;
  if (wanted === undefined)
    throw new Error("package-lock.json is missing or damaged: restore it (git checkout package-lock.json).");
  const installed = readJson(join(root, "node_modules", ".package-lock.json"))?.packages;
  if (installed === undefined) return "the packages are not installed yet";

  for (const [path, entry] of Object.entries(wanted)) {
    if (path === "") continue;
    const present = installed[path];
    if (present === undefined) {
      const needed = entry.optional ? isForThisMachine(path, entry, wanted[""]) : development || !entry.dev;
      if (needed) return `${nameOf(path)} is not installed yet`;
    } else if (present.integrity !== entry.integrity || present.version !== entry.version) {
      return `${nameOf(path)} has changed`;
    } else if (!existsSync(join(root, path, "package.json"))) {
      return `${nameOf(path)} is incomplete`;
    }
  }
}

/** Of the optional packages we need those that package.json names itself and that fit this system. */
function isForThisMachine(path, entry, project) {
  if (project.optionalDependencies?.[nameOf(path)] === undefined) return false;
  if ((process.env.npm_config_omit ?? "").split(/[\s,]+/).includes("optional")) return false;
  return [entry.os].flat().includes(process.platform) && [entry.cpu].flat().includes(process.arch);
}

async function install(root, development, reason) {
  const startedAt = Date.now();
  const seconds = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  console.error(`Installing packages, because ${reason}. This takes a moment the first time.`);
  const ticking = setInterval(
    () => console.error(`  still installing, ${seconds()}, ${countPackages(root)} packages so far`),
    tellEveryMs,
  );
  const code = await npm(root, [
    "ci",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    ...(development ? ["--include=dev"] : []),
  ]);
  clearInterval(ticking);

  if (code !== 0) {
    throw new Error(
      `The packages could not be installed; npm's reason is above. Mend that (often the network or a proxy) and run the same command again.`,
    );
  }
  console.error(`Installed in ${seconds()}.`);
}

/** Runs npm: the very one that runs us, if any, else the one on the path. What it prints goes to stderr. */
function npm(root, args) {
  const own = process.env.npm_execpath;
  const isNpm = own !== undefined && /npm-cli\.c?js$/.test(own);
  const [command, all] = isNpm ? [process.execPath, [own, ...args]] : ["npm", args];
  return new Promise((resolve, reject) => {
    const child = spawn(command, all, {
      cwd: root,
      stdio: ["ignore", 2, 2],
      shell: !isNpm && process.platform === "win32", // npm is a .cmd there
    });
    child.once("error", () =>
      reject(
        new Error(
          "npm was not found. Install Node.js with npm (https://nodejs.org) and run the same command again.",
        ),
      ),
    );
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

/** Two installations at once would delete each other's files: the second one waits. */
async function alone(root, deed) {
  const lock = join(root, ".plinth-install");
  for (let told = false; !take(lock); told = true) {
    if (!told) console.error("Another process is installing the packages; waiting for it.");
    await pause(300);
  }
  try {
    await deed();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function take(lock) {
  try {
    mkdirSync(lock);
    writeFileSync(join(lock, "pid"), String(process.pid));
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (isAbandoned(lock)) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

/** Its owner is dead, or died in the instant before it could sign. */
function isAbandoned(lock) {
  const pid = Number(readText(join(lock, "pid")));
  if (pid > 0) return !isRunning(pid);
  const made = statSync(lock, { throwIfNoEntry: false });
  return made !== undefined && Date.now() - made.mtimeMs > 10_000;
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function countPackages(root) {
  const folders = (directory) =>
    existsSync(directory) ? readdirSync(directory).filter((name) => !name.startsWith(".")) : [];
  const modules = join(root, "node_modules");
  return folders(modules).reduce(
    (sum, name) => sum + (name.startsWith("@") ? folders(join(modules, name)).length : 1),
    0,
  );
}

function nameOf(path) {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}

function readJson(file) {
  try {
    return JSON.parse(readText(file));
  } catch {
    return undefined;
  }
}

function readText(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
