/**
 * A site of ERPNext, as far as a caller can tell: Frappe's REST interface over a few kinds of documents in memory, with a
 * unique custom field, drafts and submitted documents, totals, and a log of its own. Hostile where it is told to be: it
 * fails after it has done what it was asked.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { attend, type Desk, textOf } from "./desk.ts";
import { createDocuments, type Documents, FrappeError, type Row } from "./erpnext-documents.ts";

/** How an answer is lost. The work is done by then. */
export type Loss = "error" | "page" | "gateway" | "reset" | "hang";

export type Hostility = {
  /** The share of calls that are lost after they were carried out, from 0 to 1. */
  lost: number;
  losses: Loss[];
  /** Each answer takes this long. */
  slowMs: number;
  /** Somebody saves a document between our look at it and our change, this often. */
  touched: number;
  random(): number;
  /** What happens to the next writes, one each. */
  next: WriteTrouble[];
};

/** Refused by a rule of theirs, not heard at all, or done and not told. */
export type WriteTrouble = "refused" | "down" | Loss;

const writeTroubles: readonly WriteTrouble[] = [
  "refused",
  "down",
  "error",
  "page",
  "gateway",
  "reset",
  "hang",
];

export type Logged = {
  method: string;
  doctype: string;
  name: string | undefined;
  /** What it changed, if anything. */
  committed: "made" | "changed" | undefined;
  answered: number | Loss;
  /** Its `traceparent`. */
  trace: string;
};

export type FakeErpnext = {
  url: string;
  credentials: { api_key: string; api_secret: string };
  documents: Documents;
  hostility: Hostility;
  log: Logged[];
  stop(): Promise<void>;
};

export async function startErpnext({
  port = 0,
  key = "fake-key",
  secret = "fake-secret",
  say = () => {},
}: {
  port?: number;
  key?: string;
  secret?: string;
  /** Hears what happens, in words. */
  say?: (line: string) => void;
} = {}): Promise<FakeErpnext> {
  const documents = createDocuments();
  const hostility: Hostility = {
    lost: 0,
    losses: ["error", "page", "gateway", "reset"],
    slowMs: 0,
    touched: 0,
    random: Math.random,
    next: [],
  };
  const log: Logged[] = [];
  const desk: Desk = {
    log: () => log,
    troubles: writeTroubles,
    // the desk asked for one of its own list
    trouble: (name, times) => void hostility.next.push(...Array(times).fill(name as WriteTrouble)),
    calm: () => void Object.assign(hostility, { lost: 0, slowMs: 0, touched: 0, next: [] }),
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      reply(response, 500, { exc_type: "Exception", exception: String(error) });
    });
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (await attend(request, response, desk)) return;
    const url = new URL(request.url ?? "/", "http://fake");
    const [, api, resource, doctype = "", name] = url.pathname.split("/").map(decodeURIComponent);
    const body = await textOf(request);
    const trace = String(request.headers.traceparent);
    const method = request.method ?? "";
    const entry: Logged = { method, doctype, name, committed: undefined, answered: 0, trace };
    log.push(entry);
    const trouble = request.method === "GET" ? undefined : hostility.next.shift();
    const answer = { status: 404, body: { exc_type: "DoesNotExistError" } as object };
    try {
      if (request.headers.authorization !== `token ${key}:${secret}`)
        throw new FrappeError(401, "AuthenticationError");
      if (trouble === "down") throw new FrappeError(503, "ServiceUnavailable");
      if (trouble === "refused") throw new FrappeError(417, "ValidationError");
      if (api !== "api" || resource !== "resource") throw new FrappeError(404, "DoesNotExistError");
      const written = body === "" ? {} : (JSON.parse(body) as Row);
      if (request.method === "PUT" && name !== undefined && hostility.random() < hostility.touched)
        documents.edit(doctype, name, {});
      const data = carryOut(request.method ?? "", doctype, name, url.searchParams, written);
      if (request.method === "POST") entry.committed = "made";
      if (request.method === "PUT") entry.committed = "changed";
      answer.status = 200;
      answer.body = { data };
    } catch (error) {
      if (!(error instanceof FrappeError)) throw error;
      answer.status = error.status;
      answer.body = {
        exc_type: error.kind,
        exception: `frappe.exceptions.${error.kind}`,
        _server_messages: "[]",
      };
    }
    if (hostility.slowMs > 0) await after(hostility.slowMs);
    const meant = trouble === "down" || trouble === "refused" ? undefined : trouble;
    const loss = meant ?? (hostility.random() < hostility.lost ? drawn(hostility) : undefined);
    entry.answered = loss ?? answer.status;
    if (entry.committed !== undefined || entry.answered !== 200) say(inWords(entry, answer.body));
    if (loss === undefined) reply(response, answer.status, answer.body);
    else lose(request, response, loss);
  }

  function carryOut(
    method: string,
    doctype: string,
    name: string | undefined,
    query: URLSearchParams,
    body: Row,
  ): Row | Row[] {
    if (method === "GET" && name === undefined) return documents.list(doctype, query);
    if (method === "GET" && name !== undefined) return documents.get(doctype, name);
    if (method === "POST" && name === undefined) return documents.insert(doctype, body);
    if (method === "PUT" && name !== undefined) return documents.update(doctype, name, body);
    throw new FrappeError(405, "MethodNotAllowed");
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { api_key: key, api_secret: secret },
    documents,
    hostility,
    log,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}

function inWords({ method, doctype, name, committed, answered }: Logged, body: object): string {
  const known = (body as { data?: { name?: string } }).data?.name ?? name;
  const what = [doctype, known].filter((one) => one !== undefined).join(" ");
  const told =
    answered === 200 ? "" : typeof answered === "number" ? `answered ${answered}` : `not told: ${answered}`;
  if (committed === undefined) return `${method} ${what}: ${told}`;
  return `${what} ${committed}${told === "" ? "" : `, and ${told}`}`;
}

function drawn({ losses, random }: Hostility): Loss | undefined {
  return losses[Math.floor(random() * losses.length)];
}

function lose(request: IncomingMessage, response: ServerResponse, loss: Loss): void {
  if (loss === "reset") request.socket.destroy();
  if (loss === "error") reply(response, 500, { exc_type: "Exception", exception: "something broke" });
  if (loss === "gateway" || loss === "page") {
    response.writeHead(loss === "page" ? 500 : 504, { "content-type": "text/html" });
    response.end("<html><body><h1>Sorry!</h1>We will be back soon.</body></html>");
  }
  // a hang: nobody answers, until the caller or the server goes
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

const after = (ms: number) => new Promise<void>((passed) => setTimeout(passed, ms));
