/** The reference's script, from the installed package. */
import { readFile } from "node:fs/promises";
import { type Asset, createAsset } from "../asset.ts";

const script = "text/javascript; charset=utf-8";

/**
 * The file is no public part of the package, which exports its index only: it is found beside that.
 * @throws when an upgrade has moved it.
 */
export async function readScalarBundle(): Promise<Asset> {
  const index = import.meta.resolve("@scalar/fastify-api-reference");
  return createAsset(await readFile(new URL("./js/standalone.js", index)), script);
}
