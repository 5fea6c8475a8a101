/** What a workload is, and the requests that it is made of. */
import type { Session } from "./people.ts";
import type { Population } from "./population.ts";

/** Who asks, of what. `sessions` are those that a workload's `prepare` has begun. */
export type Ground = Population & { port: number; keys: string[]; sessions?: Session[] };

/** One request, and what a right answer to it looks like. */
export type Asked = {
  request: string;
  right(body: string): boolean;
  /** Where the next request depends on the answer: hears each that has the right status. */
  heard?(body: string): void;
};

export type Workload = {
  name: string;
  describe: string;
  /** Connections of the load generator. */
  connections: number;
  /** Whose objects it is about, when not everybody's. */
  narrow?: "one organization" | "one product";
  /** Why its statements are not measured alone. */
  noFloor?: string;
  /** The status that every answer must have. */
  status: number;
  /** Once per process of the load, before anything is measured. */
  prepare?(ground: Ground): Promise<Ground>;
  /** @param connection which of the connections asks, from 0 */
  ask(ground: Ground, connection: number): Asked;
};

/** A whole HTTP request. @param credential a header line, or nothing @param body JSON, or nothing */
export function written(
  port: number,
  method: string,
  path: string,
  { credential = "", idempotencyKey = "", body = "" },
): string {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    ...(credential === "" ? [] : [credential]),
    ...(idempotencyKey === "" ? [] : [`idempotency-key: ${idempotencyKey}`]),
    ...(body === "" ? [] : ["content-type: application/json", `content-length: ${Buffer.byteLength(body)}`]),
  ];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

export function withKey({ keys }: Ground, organization: number): string {
  return `authorization: Bearer ${keys[organization]}`;
}

/** A whole number from 0 to `limit` − 1. */
export function below(limit: number): number {
  return Math.floor(Math.random() * limit);
}
