/** The routes of the reference: the document, the page that shows it, and the meaning of every problem. */
import type { FastifyInstance, FastifyReply } from "fastify";
import { catalogue, notFound } from "#platform/errors";
import { createAsset, sendAsset } from "../asset.ts";
import type { OpenApiDocument } from "../document.ts";
import { docsPage, docsPolicy } from "./docs-page.ts";
import { problemPagePolicy } from "./layout.ts";
import { answeringWith, errorPage, errorsIndexPage } from "./problem-pages.ts";
import { readScalarBundle } from "./scalar-bundle.ts";

const forGood = "public, max-age=31536000, immutable";
const askAgain = "public, no-cache";

/**
 * Adds `/`, which leads to the reference, `/openapi.json`, `/docs`, `/docs/scalar.js`, `/errors` and `/errors/:code`.
 * @param document is asked once, at the first request.
 */
export function registerDocs(app: FastifyInstance, document: () => OpenApiDocument): void {
  const written = once(document);
  const json = once(() =>
    createAsset(Buffer.from(JSON.stringify(written())), "application/json; charset=utf-8"),
  );
  const bundle = once(readScalarBundle);

  app.get("/openapi.json", (request, reply) => sendAsset(request, reply, json(), askAgain));

  // whoever opens the address that the start printed is a person, and looks for a page
  app.get("/", (_request, reply) => reply.redirect("/docs", 303));

  app.get("/docs", async (_request, reply) => sendPage(reply, docsPage((await bundle()).hash), docsPolicy));

  app.get("/docs/scalar.js", async (request, reply) => {
    const script = await bundle();
    const named = request.raw.url?.endsWith(`?v=${script.hash}`) === true;
    return sendAsset(request, reply, script, named ? forGood : askAgain);
  });

  app.get("/errors", async (_request, reply) =>
    sendPage(reply, errorsIndexPage(catalogue()), problemPagePolicy),
  );

  app.get<{ Params: { code: string } }>("/errors/:code", async ({ params: { code } }, reply) => {
    const kind = catalogue().find((candidate) => candidate.code === code);
    if (kind === undefined) throw notFound("There is no problem with this code; /errors lists all of them.");
    return sendPage(reply, errorPage(kind, answeringWith(written(), code)), problemPagePolicy);
  });
}

function sendPage(reply: FastifyReply, html: string, policy: string): FastifyReply {
  return reply
    .headers({
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy,
      "cache-control": askAgain,
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    })
    .send(html);
}

function once<Made>(make: () => Made): () => Made {
  let made: { value: Made } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
