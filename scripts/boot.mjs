/**
 * The first step of every npm script, on whatever Node the machine has (18 or later):
 * install what package-lock.json asks for if it is not there, then run the entry on the Node that the
 * project pins. Only this file and those it imports are plain JavaScript, because the machine's Node may
 * not run TypeScript.
 *
 *   node scripts/boot.mjs <entry.ts> [arguments…]
 *
 * All it says goes to stderr: stdout belongs to the entry.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installIfNeeded } from "./boot/install.mjs";
import { findNode } from "./boot/node.mjs";
import { runEntry } from "./boot/run.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [entry, ...args] = process.argv.slice(2);

try {
  if (entry === undefined) throw new Error("Usage: node scripts/boot.mjs <entry.ts> [arguments…]");
  // The server itself needs no development packages, so that a production image may leave them out.
  await installIfNeeded(root, { development: !entry.startsWith("server/") });
  runEntry(findNode(root), [join(root, entry), ...args]);
} catch (error) {
  console.error(`\n${error.message}`);
  process.exit(1);
}
