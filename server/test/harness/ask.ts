/** A request over real HTTP, as a caller would send it. */
import type { Answer, Ask } from "./app.ts";

/** Sends to any address; `body` is sent as JSON unless it is a string, which is sent as it is. */
export async function askAt(
  url: string,
  method: string,
  path: string,
  { key, body, headers = {} }: Ask = {},
): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get("content-type") ?? "");
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
  };
}
