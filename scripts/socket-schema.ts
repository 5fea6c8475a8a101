/**
 * `npm run socket-schema`: write docs/reference/events-socket.json, what is said over the WebSocket of the feed.
 * `npm run socket-schema -- --check`: write nothing, exit 1 when it has drifted.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { socketSchemaText } from "#platform/doors/feed";

const file = fileURLToPath(new URL("../docs/reference/events-socket.json", import.meta.url));

const written = socketSchemaText();
if (process.argv.includes("--check")) await check();
else await write();

async function write(): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, written);
  console.log(`wrote ${file} (${written.split("\n").length} lines)`);
}

async function check(): Promise<void> {
  const kept = await readFile(file, "utf8").catch(() => "");
  if (kept === written) return console.log("docs/reference/events-socket.json is what the protocol says");
  console.error(
    "docs/reference/events-socket.json: is not what doors/feed/protocol.ts says: run `npm run socket-schema` and commit what it writes",
  );
  process.exitCode = 1;
}
