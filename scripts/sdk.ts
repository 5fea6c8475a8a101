/**
 * `npm run sdk`: write sdk/src/api.ts, the types of the client, from the OpenAPI document.
 * `npm run sdk -- --check`: write nothing, exit 1 with the first difference when it has drifted.
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { declarations } from "#app";
import { openApiDocument } from "#platform/doors/openapi";
import { type ApiDocument, apiTypes } from "./sdk/api-types.ts";

const file = fileURLToPath(new URL("../sdk/src/api.ts", import.meta.url));

// the document is plain JSON; written and read again it has the shape that the world sees
const document = JSON.parse(JSON.stringify(openApiDocument(declarations()))) as ApiDocument;
const written = apiTypes(document);
if (process.argv.includes("--check")) await check();
else await write();

async function write(): Promise<void> {
  await writeFile(file, written);
  console.log(`wrote ${file} (${written.split("\n").length} lines)`);
}

async function check(): Promise<void> {
  const kept = await readFile(file, "utf8").catch(() => "");
  if (kept === written) return console.log("sdk/src/api.ts is what the OpenAPI document says");
  const now = written.split("\n");
  const line = kept.split("\n").findIndex((text, i) => text !== now[i]);
  console.error(
    `sdk/src/api.ts:${line + 1}: is not what the OpenAPI document says (“${now[line]?.trim()}”): run \`npm run sdk\` and commit what it writes`,
  );
  process.exitCode = 1;
}
