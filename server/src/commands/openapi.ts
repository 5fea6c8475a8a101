/** `openapi`: the API's description as a file, for generators and for review. Needs no database. */
import { readFileSync, writeFileSync } from "node:fs";
import { Command } from "commander";
import { declarations } from "#app";
import { openApiDocument } from "#platform/doors/openapi";

export function openapiCommand(): Command {
  return new Command("openapi")
    .description("Print the OpenAPI 3.1 document of the API")
    .option("--out <file>", "write it to this file instead")
    .addHelpText(
      "after",
      `
Examples:
  $ npm run plinth -- openapi --out openapi.json
  $ npm run --silent plinth -- openapi | jq '.paths | keys'`,
    )
    .action(({ out }: { out?: string }) => {
      const text = `${JSON.stringify(openApiDocument({ ...declarations(), version: version() }), null, 2)}\n`;
      if (out === undefined) process.stdout.write(text);
      else writeFileSync(out, text);
    });
}

function version(): string {
  return JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")).version;
}
