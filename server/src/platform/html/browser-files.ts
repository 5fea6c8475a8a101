/** What runs in the browser, read from disk as it is written: no bundler, no build. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import type { FastifyInstance, FastifyReply } from "fastify";

export type BrowserFile = { name: string; media: string; text: string };

export type BrowserFiles = {
  /** Of all files together: changes when any of them does. */
  version: string;
  files: BrowserFile[];
};

const medias: Record<string, string> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
};

/** @param folder ends in a slash; what is neither a script nor a style sheet in it is left out */
export function readBrowserFiles(folder: URL): BrowserFiles {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .sort();
  const files = names.flatMap((name) => {
    const media = medias[name.split(".").at(-1) ?? ""];
    return media === undefined ? [] : [{ name, media, text: readFileSync(new URL(name, folder), "utf8") }];
  });
  const hash = createHash("sha256");
  for (const { name, text } of files) hash.update(`${name}\0${text}\0`);
  return { version: hash.digest("base64url").slice(0, 12), files };
}

/** The script's whole circle of imports, itself included: the page names them, so that they load at once. */
export function modulesOf({ files }: BrowserFiles, script: string): string[] {
  const reached = new Set([script]);
  for (const name of reached) {
    const file = files.find((candidate) => candidate.name === name);
    if (file === undefined) throw new Error(`there is no browser/${name}`);
    for (const [, path = ""] of file.text.matchAll(
      /^(?:import|\} from|export .* from)[^"]*"(\.[^"]+)";$/gm,
    )) {
      reached.add(posix.join(posix.dirname(name), path));
    }
  }
  return [...reached];
}

/**
 * Serves them under `<at>/<version>/`. The version is in the path, so that modules which import each other relatively
 * all carry it, and may be cached for good. While two versions run side by side the other one's may be asked for: it
 * gets ours, and must not keep it.
 */
export function addBrowserFiles(server: FastifyInstance, at: string, { version, files }: BrowserFiles): void {
  for (const { name, media, text } of files) {
    server.get<{ Params: { version: string } }>(
      `${at}/:version/${name}`,
      ({ params }, reply): FastifyReply =>
        reply
          .headers({
            "content-type": media,
            "cache-control": params.version === version ? "public, max-age=31536000, immutable" : "no-store",
            "x-content-type-options": "nosniff",
            "cross-origin-resource-policy": "same-origin",
          })
          .send(text),
    );
  }
}
