/** `openapi`: the API's description as a file, for generators and for review. Needs no database. */
import { writeFileSync } from "node:fs";
import { Command } from "commander";

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
    .action(async ({ out }: { out?: string }) => {
      const [{ declarations }, { openApiDocument }] = await Promise.all([
        import("#app"),
        import("#platform/doors/openapi"),
      ]);
      const text = `${JSON.stringify(openApiDocument(declarations()), null, 2)}\n`;
      if (out === undefined) process.stdout.write(text);
      else writeFileSync(out, text);
    });
}
