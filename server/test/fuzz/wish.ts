/** One request, as it is composed, made simpler and printed; only at the end is it bytes. */
import type { By, Operation } from "./operations.ts";

export type Body = { json: unknown } | { bytes: Buffer } | undefined;

export type Wish = {
  operation: Operation;
  by: By | "nonsense";
  /** Of somebody of its own, in place of the credential that the operation asks for. */
  token?: string | undefined;
  /** Percent-encoded, by their names. */
  path: Record<string, string>;
  /** `name=value`, percent-encoded as it is sent. */
  query: string[];
  headers: Record<string, string>;
  body: Body;
  /** A body may also come in drips, or break off. */
  manner: "whole" | "dripped" | "hung-up";
};

export type Credentials = { key: string; person?: string };

export type Sent = {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer | undefined;
};

export function sentOf(wish: Wish, credentials: Credentials): Sent {
  const { operation, query, headers } = wish;
  const body = bytesOf(wish.body);
  const token = tokenOf(wish, credentials);
  return {
    method: operation.method,
    path: pathOf(wish) + (query.length === 0 ? "" : `?${query.join("&")}`),
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
      ...(body === undefined ? {} : { "content-length": String(body.length) }),
    },
    body,
  };
}

export function pathOf({ operation, path }: Pick<Wish, "operation" | "path">): string {
  return operation.template.replaceAll(/\{(\w+)\}/g, (_, name: string) => path[name] ?? "none");
}

export function bytesOf(body: Body): Buffer | undefined {
  if (body === undefined) return undefined;
  return "bytes" in body ? body.bytes : Buffer.from(JSON.stringify(body.json));
}

function tokenOf({ by, token, operation }: Wish, { key, person }: Credentials): string | undefined {
  if (token !== undefined && by === operation.by) return token;
  switch (by) {
    case "key":
      return key;
    case "person":
      // who knows no person asks as a program, and is told that it is for people
      return person ?? key;
    case "nobody":
      return undefined;
    case "nonsense":
      return "plk_nonsense";
  }
}

/** A query's piece. */
export const pair = (name: string, value: string): string[] => [`${encoded(name)}=${encoded(value)}`];

/** Also half a surrogate pair, which `encodeURIComponent` throws at: as the bytes that it would have. */
export function encoded(text: string): string {
  return Array.from(text, (letter) =>
    letter.isWellFormed() ? encodeURIComponent(letter) : surrogateBytes(letter.charCodeAt(0)),
  ).join("");
}

function surrogateBytes(code: number): string {
  const bytes = [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)];
  return bytes.map((byte) => `%${byte.toString(16).toUpperCase()}`).join("");
}
