/**
 * A request over real HTTP, as a caller would send it.
 *
 * Not by `fetch`: a whole run sends tens of thousands, and once a server has hung up on a malformed body, Node's
 * own opens a connection for every further one: 1.3 ms of CPU for a 404 instead of 0.5, both sides counted.
 */
import { Agent, type IncomingMessage, type RequestOptions, request } from "node:http";
import type { Answer, Ask } from "./app.ts";

/** Connections are kept for the next request; an idle one keeps no process from ending. */
const agent = new Agent({ keepAlive: true });

/** Sends to any address; `body` is sent as JSON unless it is text or bytes, which are sent as they are. */
export async function askAt(
  url: string,
  method: string,
  path: string,
  { key, body, headers = {}, signal }: Ask = {},
): Promise<Answer> {
  const sent = written(body);
  const response = await answerOf(new URL(url + path), sent, {
    method,
    ...(signal === undefined ? {} : { signal }),
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      // the length is said, because Node says it of some methods only
      ...(sent === undefined ? {} : { "content-type": "application/json", "content-length": sent.length }),
      ...headers,
    },
  });
  const text = await textOf(response);
  const answered = headersOf(response);
  const isJson = /json/.test(answered.get("content-type") ?? "");
  return {
    status: response.statusCode ?? 0,
    headers: answered,
    text,
    json: isJson && text !== "" ? JSON.parse(text) : undefined,
  };
}

function written(body: unknown): Uint8Array | undefined {
  if (body === undefined || body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

function answerOf(url: URL, body: Uint8Array | undefined, head: RequestOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(url, { ...head, agent }, resolve)
      .on("error", reject)
      .end(body);
  });
}

function textOf(response: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    response
      .setEncoding("utf8")
      .on("data", (part: string) => {
        text += part;
      })
      .on("end", () => resolve(text))
      .on("error", reject);
  });
}

/** Those that are sent more than once, cookies, stay apart. */
function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2)
    headers.append(rawHeaders[at] ?? "", rawHeaders[at + 1] ?? "");
  return headers;
}
