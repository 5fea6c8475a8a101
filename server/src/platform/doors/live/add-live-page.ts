/** The routes of the page and of what it loads; it is made once at start, knows nobody, and asks only the API. */
import type { FastifyInstance } from "fastify";
import { socketSchemaText } from "#platform/doors/feed";
import { addBrowserFiles, readBrowserFiles } from "#platform/html";
import type { Resource } from "#platform/resource";
import { livePage, type Sample } from "./live-page.ts";

export type LivePage = {
  resources: readonly Resource[];
  /** Something that anybody who tries the page can make happen. */
  sample: Sample;
};

/** Nothing from elsewhere, nothing inline; `'self'` holds for the WebSocket of this address too. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

const pageHeaders = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": policy,
  "cache-control": "no-cache",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cross-origin-opener-policy": "same-origin",
};

const assets = "/docs/live/assets";

/** Adds `/docs/live`, its scripts and style sheet below it, and `/docs/events-socket.json`. */
export function addLivePage(server: FastifyInstance, { resources, sample }: LivePage): void {
  const files = readBrowserFiles(new URL("./browser/", import.meta.url));
  const topics = resources
    .flatMap(({ path, read, only }) => (path === undefined || only !== undefined ? [] : [{ path, read }]))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const html = livePage({ topics, sample, assets, files });
  server.get("/docs/live", (_request, reply) => reply.headers(pageHeaders).send(html));
  addBrowserFiles(server, assets, files);

  const schema = socketSchemaText();
  server.get("/docs/events-socket.json", (_request, reply) =>
    reply
      .headers({ "content-type": "application/schema+json; charset=utf-8", "cache-control": "no-cache" })
      .send(schema),
  );
}
