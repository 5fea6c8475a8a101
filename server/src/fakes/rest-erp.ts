/**
 * A small ERP with a REST interface of no particular make: objects under a collection's name, found by `external_reference`,
 * listed by `updated_since` in the way of paging that it is told to have. It loses answers where it is told to.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Item = { [name: string]: unknown };

export type FakeRestErp = {
  url: string;
  /** By collection, in the order in which they were made. */
  items: Map<string, Item[]>;
  requests: { method: string; url: string; headers: IncomingMessage["headers"]; body: string }[];
  paging: "page" | "offset" | "cursor" | "link";
  /** How many of the next writing calls are answered 500 after they were carried out. */
  lose: number;
  /** Somebody there changes an object. */
  edit(collection: string, id: number, changes: Item): void;
  stop(): Promise<void>;
};

const pageSize = 10;

/** @param authorized what the request must carry, such as `["authorization", "Bearer secret"]` */
export async function startRestErp(authorized: [header: string, value: string]): Promise<FakeRestErp> {
  let stamped = 0;
  let made = 0;
  const stamp = () => `2026-01-01T00:00:00.${String(++stamped).padStart(6, "0")}Z`;
  const of = (collection: string): Item[] => {
    const items = erp.items.get(collection) ?? [];
    erp.items.set(collection, items);
    return items;
  };

  const server = createServer((request, response) => {
    serve(request, response).catch(() => reply(response, 500, { error: "broken" }));
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://fake");
    const body = await textOf(request);
    const { method = "", headers } = request;
    erp.requests.push({ method, url: request.url ?? "", headers, body });
    if (headers[authorized[0]] !== authorized[1]) return reply(response, 401, { error: "who?" });
    const [, api, collection = "", name] = url.pathname.split("/");
    if (api !== "api") return reply(response, 404, {});
    const written = body === "" ? {} : (JSON.parse(body) as Item);
    if (method === "GET" && name === undefined) return list(response, of(collection), url);
    const item = of(collection).find(({ id }) => String(id) === name);
    if (method === "GET")
      return item === undefined ? reply(response, 404, {}) : reply(response, 200, { data: item });
    if (method === "POST") {
      const fresh = { id: ++made, no: `N-${made}`, ...written, updated_at: stamp() };
      of(collection).push(fresh);
      return settled(response, 201, fresh);
    }
    if (item === undefined) return reply(response, 404, {});
    if (headers["if-match"] !== undefined && headers["if-match"] !== item.updated_at)
      return reply(response, 412, {});
    if (method === "PUT") for (const key of Object.keys(item)) delete item[key];
    Object.assign(item, written, { id: Number(name), updated_at: stamp() });
    settled(response, 200, item);
  }

  function settled(response: ServerResponse, status: number, item: Item): void {
    if (erp.lose-- > 0) reply(response, 500, "<html>Sorry</html>");
    else reply(response, status, { data: item });
  }

  function list(response: ServerResponse, all: Item[], url: URL): void {
    const wanted = url.searchParams.get("external_reference");
    const since = url.searchParams.get("updated_since") ?? "";
    const items = all
      .filter(({ external_reference }) => wanted === null || String(external_reference).startsWith(wanted))
      .filter(({ updated_at }) => String(updated_at) >= since)
      .sort((a, b) => (String(a.updated_at) < String(b.updated_at) ? -1 : 1));
    const place = Number(url.searchParams.get(erp.paging === "offset" ? "offset" : "page") ?? 0);
    const from = erp.paging === "offset" ? place : place * pageSize;
    if (erp.paging === "page" || erp.paging === "offset") {
      reply(response, 200, { data: items.slice(from, from + pageSize) });
      return;
    }
    // these stand still: the cursor is the last one seen
    const after = url.searchParams.get("after") ?? "";
    const rest = items.filter(({ updated_at }) => String(updated_at) > after);
    const page = rest.slice(0, pageSize);
    const next = rest.length > pageSize ? String(page.at(-1)?.updated_at) : null;
    if (erp.paging === "link" && next !== null) {
      const target = `/api${url.pathname.slice(4)}?after=${encodeURIComponent(next)}`;
      response.setHeader("link", `<${target}>; rel="next", </api>; rel="first"`);
    }
    reply(response, 200, { data: page, next });
  }

  const erp: FakeRestErp = {
    url: "",
    items: new Map(),
    requests: [],
    paging: "page",
    lose: 0,
    edit(collection, id, changes) {
      const item = of(collection).find((each) => each.id === id);
      if (item !== undefined) Object.assign(item, { updated_at: stamp() }, changes);
    },
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  erp.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  return erp;
}

function reply(response: ServerResponse, status: number, body: object | string): void {
  response.writeHead(status, { "content-type": typeof body === "string" ? "text/html" : "application/json" });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
