/** The pages behind a problem's `type`: what a code means, and all of them. */
import type { ProblemKind } from "#platform/errors";
import { escaped } from "#platform/html";
import type { OpenApiDocument } from "../document.ts";
import type { Reference, Response } from "../operation.ts";
import { problemExample, problemMedia } from "../problem-responses.ts";
import { sentence } from "./html.ts";
import { page } from "./layout.ts";

/** Who may answer with a code, as the document has it. */
export type Answering = { door: string; summary: string };

/** `/errors/{code}` */
export function errorPage(kind: ProblemKind, answering: Answering[] = []): string {
  const { code, status, title, describe } = kind;
  const doors = answering.map(
    ({ door, summary }) => `<li><code>${escaped(door)}</code> ${escaped(summary)}</li>`,
  );
  return page(
    `${title} (${code})`,
    `<p class="code"><span class="status">${status}</span><code>${code}</code></p>
<h1>${escaped(title)}</h1>
<p class="lead">${sentence(describe)}</p>
<h2>What to do</h2>
<p>${sentence(kind.remedy ?? advice(kind))}</p>
<h2>How it looks</h2>
<pre tabindex="0" aria-label="An example of the answer"><code>HTTP/1.1 ${status}
Content-Type: ${problemMedia}

${escaped(JSON.stringify(problemExample(kind), null, 2))}</code></pre>
${doors.length === 0 ? "" : `<h2>Who answers so</h2>\n<ul>\n${doors.join("\n")}\n</ul>`}`,
  );
}

/** `/errors` */
export function errorsIndexPage(catalogue: ProblemKind[]): string {
  const byStatus = [...Map.groupBy(catalogue, ({ status }) => status)].sort(([a], [b]) => a - b);
  const groups = byStatus.map(
    ([
      status,
      kinds,
    ]) => `<h2 id="s${status}"><span class="status">${status}</span>${statusWords[status] ?? ""}</h2>
<dl>
${kinds.map(({ code, title, describe }) => `<div><dt><a href="/errors/${code}"><code>${code}</code></a> ${escaped(title)}</dt><dd>${sentence(describe)}</dd></div>`).join("\n")}
</dl>`,
  );
  return page(
    "Problems",
    `<h1>Problems</h1>
<p class="lead">Every failure is answered as <code>${problemMedia}</code> (RFC 9457). Programs decide by <code>code</code>, which never changes; people read <code>detail</code>; whoever runs this installation finds the request by <code>request_id</code>.</p>
${groups.join("\n")}`,
  );
}

/** Every operation of the document that lists the code among its answers. */
export function answeringWith(document: OpenApiDocument, code: string): Answering[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { responses }]) => Object.values(responses).some((response) => mentions(response, code)))
      .map(([method, { summary }]) => ({ door: `${method.toUpperCase()} ${path}`, summary })),
  );
}

function mentions(response: Response | Reference, code: string): boolean {
  if ("$ref" in response) return response.$ref === `#/components/responses/${code}`;
  return code in (response.content?.[problemMedia]?.examples ?? {});
}

const statusWords: Record<number, string> = {
  400: "The request is not well formed",
  401: "Nobody is known by the credential",
  403: "Known, and not allowed",
  404: "Nothing there",
  405: "Not with this method",
  409: "Not in this state",
  412: "Changed in between",
  413: "Too large",
  415: "Not in this format",
  422: "Readable, and against a rule",
  428: "A condition is missing",
  429: "Too many requests",
  500: "Our fault",
  503: "Not right now",
};

/** By the status alone: for every code that says nothing better itself. */
function advice({ status }: ProblemKind): string {
  switch (status) {
    case 401:
      return "Send a valid credential. Repeating the request as it is gives the same answer.";
    case 403:
      return "Ask somebody who manages your organization's keys for the permission, or use a key that holds it.";
    case 404:
      return "Check the path and the id. What belongs to another organization looks the same as what never existed.";
    case 409:
      return "Read `detail` and the object as it is now, then decide. Repeating helps once the state has changed.";
    case 412:
    case 428:
      return "Read the object, keep its `ETag`, and send it as `If-Match` with the change.";
    case 429:
    case 503:
      return "Repeat the same request after `Retry-After` seconds; with a `POST`, under the same `Idempotency-Key`.";
    case 500:
      return "Tell whoever runs this installation the `request_id`; the whole cause is in their log.";
    default:
      return "Change the request as `detail` and `errors` say. Repeating it as it is gives the same answer.";
  }
}
